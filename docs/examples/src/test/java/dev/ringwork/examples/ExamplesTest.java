package dev.ringwork.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs each example as a user would: a JVM of its own, a class path, no flag. */
class ExamplesTest {
    private static final String RESULTS = "[1, 5, 1, 5, 2, 3]";

    @TempDir
    private Path directory;

    private List<String> run(Class<?> example) throws IOException, InterruptedException {
        return ChildJvm.run(directory, System.getProperty("java.class.path"), example.getName());
    }

    @Test
    void shouldPrintTheSameResultsThreeTimesWhenBasic() throws Exception {
        assertThat(run(Basic.class)).containsExactly(RESULTS, RESULTS, RESULTS);
    }

    @Test
    void shouldPrintTheResultsWhenTheyAreTakenOneByOne() throws Exception {
        assertThat(run(ExecutorUse.class)).containsExactly(RESULTS);
    }

    @Test
    void shouldShowUnfinishedFuturesThenAllWhenTheTimeLimitGrows() throws Exception {
        List<String> lines = run(FutureStates.class);

        assertThat(lines).hasSize(6 + 1 + 6);
        assertThat(lines.subList(0, 6)).allMatch(line -> line.endsWith(", false"));
        assertThat(lines.get(6)).isEqualTo("6 (of 6) futures unfinished");
        assertThat(lines.subList(7, 13)).containsOnly("false, true");
    }

    @Test
    void shouldFindAllDoneWhenWaitingForAll() throws Exception {
        assertThat(run(WaitAll.class)).endsWith("done 6, not done 0").contains("false, true");
    }

    @Test
    void shouldFindOneDoneWhenWaitingForTheFirst() throws Exception {
        assertThat(run(WaitFirst.class)).containsExactly("at least one is done: true", "all together: 6");
    }

    @Test
    void shouldFinishItsWorkAndGoWhenAPoolIsDropped() throws Exception {
        assertThat(run(DroppedPool.class))
                .containsExactly("result of a dropped pool: 5", "pool collected, workers gone");
    }

    @Test
    void shouldTellWhenTheObjectOfAWeakReferenceIsGone() throws Exception {
        assertThat(run(WeakCallback.class)).containsExactly("while referred to: Man[name=Jim]", "dead");
    }

    @Test
    void shouldYieldNullWhenAWeakReferenceIsAskedAfterwards() throws Exception {
        assertThat(run(WeakAfterwards.class)).containsExactly("null");
    }

    @Test
    void shouldRunTheHookAfterMainWhenTheProgramEnds() throws Exception {
        assertThat(run(ExitHook.class)).containsExactly("2", "1");
    }

    @Test
    void shouldBeRunHereWhenAnExampleHasAMain() throws Exception {
        Path folder = Pages.root().resolve("docs/examples/src/main/java/dev/ringwork/examples");
        String tests = Files.readString(
                Pages.root().resolve("docs/examples/src/test/java/dev/ringwork/examples/ExamplesTest.java"));
        String page = Files.readString(Pages.root().resolve("docs/examples/README.md"));
        try (Stream<Path> sources = Files.list(folder)) {
            for (Path source : sources.toList()) {
                if (Files.readString(source).contains("void main(")) {
                    String name = source.getFileName().toString().replace(".java", "");
                    assertThat(tests).as("tests").contains("run(" + name + ".class)");
                    assertThat(page).as("README.md of the examples").contains("/" + name + ".java)");
                }
            }
        }
    }

    @Test
    void shouldForgetItsKeysWhenARegistryIsWeak() throws Exception {
        assertThat(run(WeakRegistry.class))
                .containsExactly(
                        "HashMap while referred to: 3",
                        "HashMap after that: 3",
                        "WeakHashMap while referred to: 3",
                        "WeakHashMap after that: 0");
    }

    @Test
    void shouldCompleteAcceptedWorkBeforeTheShutdownHooksWhenMainReturns() throws Exception {
        List<String> lines = run(ExitDrains.class);

        assertThat(lines).contains("main returns", "threads: 2", "processes: 3").endsWith("shutdown hook");
    }

    @Test
    void shouldEndWhenOnlyDaemonsAreLeft() throws Exception {
        assertThat(run(DaemonThreads.class))
                .containsExactlyInAnyOrder(
                        "a pool's thread is a daemon: true", "main returns", "the thread that is no daemon ends");
    }
}
