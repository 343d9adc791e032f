package dev.ringwork.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The archive that lets workers start faster: made once, used when it fits, never in the way. */
@Timeout(120)
class StartArchiveIT {
    /** Lives until there is an archive; then has a worker say which classes it took from it. */
    private static final String SOURCE = """
            package app;

            import dev.ringwork.process.ProcessPool;
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.locks.LockSupport;
            import java.util.stream.Stream;

            public final class Stay {
                private Stay() {}

                static Long echo(Long x) {
                    return x;
                }

                public static void main(String[] arguments) throws Exception {
                    Path cache = Path.of(System.getenv("XDG_CACHE_HOME"), "ringwork");
                    try (ProcessPool pool = ProcessPool.create(1)) {
                        pool.submit(Stay::echo, 1L).result();
                        long end = System.nanoTime() + 90_000_000_000L;
                        while (!hasArchive(cache) && System.nanoTime() < end) {
                            LockSupport.parkNanos(20_000_000); // its maker has the lowest priority
                        }
                    }
                    try (ProcessPool pool = ProcessPool.builder()
                            .maxWorkers(1)
                            .jvmArguments("-Xlog:class+load:file=loaded")
                            .build()) {
                        pool.submit(Stay::echo, 1L).result();
                    }
                }

                private static boolean hasArchive(Path cache) throws IOException {
                    try (Stream<Path> files = Files.list(cache)) {
                        return files.anyMatch(file -> file.getFileName().toString().startsWith("worker-"));
                    }
                }
            }
            """;

    @TempDir
    Path directory;

    static List<Jdk> jdks() {
        return Jdk.all();
    }

    private Run.Command program(Jdk jdk, Path where) throws IOException {
        Path classes = directory.resolve("classes");
        if (!Files.exists(classes)) {
            App.compile(classes, Map.of("app.Stay", SOURCE), "-cp", Libraries.path());
            App.compileMain(classes);
        }
        Files.createDirectories(where);
        return new Run.Command(jdk, where, "-cp", Libraries.path(classes), "app.Stay").environment(cache());
    }

    private Map<String, String> cache() {
        return Map.of("XDG_CACHE_HOME", directory.resolve("cache").toString());
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("cache/ringwork"))) {
            return files.filter(file -> !file.endsWith("lock")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldBeUsedAndSilentlyLeftWhenItIsBroken(Jdk jdk) throws Exception {
        Run run = result(program(jdk, directory.resolve("first")));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(cached()).hasSize(1);
        Path archive = cached().get(0);
        assertThat(archive.getFileName().toString()).startsWith("worker-");
        assertThat(Files.getPosixFilePermissions(archive.getParent())).hasSize(3);
        assertThat(Files.readAllLines(directory.resolve("first/loaded")))
                .anyMatch(line -> line.contains("dev.ringwork.worker.WorkerLoop source: shared objects file"));

        byte[] good = Files.readAllBytes(archive);
        for (byte[] bad : List.of(
                new byte[0], "not an archive".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(good, good.length / 2))) {
            Files.delete(archive);
            Files.write(archive, bad);
            new Run.Command(jdk, directory, "-cp", Libraries.path(directory.resolve("classes")), "app.Main")
                    .environment(cache())
                    .run()
                    .assertWorks();
        }
    }

    private static Run result(Run.Command command) throws IOException, InterruptedException {
        Process process = command.start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        return command.result(process);
    }

    @Test
    void shouldBeMadeOnceWhenSeveralProgramsStartTogether() throws Exception {
        List<Run.Command> commands = new ArrayList<>();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            commands.add(program(Jdk.running(), directory.resolve("program" + i)));
            processes.add(commands.get(i).start());
        }
        for (int i = 0; i < 3; i++) {
            assertThat(processes.get(i).waitFor(100, TimeUnit.SECONDS)).isTrue();
            assertThat(commands.get(i).result(processes.get(i)).err()).isEmpty();
            assertThat(processes.get(i).exitValue()).isZero();
        }
        assertThat(cached()).hasSize(1);
    }

    @Test
    void shouldLeaveAloneWhatIsNoArchiveWhenOldOnesAreDeleted() throws Exception {
        Path cache = Files.createDirectories(
                directory.resolve("cache/ringwork"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        int manyMoreThanAreKept = 20;
        for (int i = 0; i < manyMoreThanAreKept; i++) {
            Files.createFile(cache.resolve("of-another-part-" + i));
        }

        Run run = result(program(Jdk.running(), directory.resolve("program")));

        assertThat(run.err()).isEmpty();
        assertThat(cached())
                .filteredOn(file -> file.getFileName().toString().startsWith("of-another-part"))
                .hasSize(manyMoreThanAreKept);
        assertThat(cached()).hasSize(manyMoreThanAreKept + 1);
    }

    @Test
    void shouldNotBeNeededWhenTheCacheCannotBeWritten() throws Exception {
        Path classes = App.compileMain(directory.resolve("classes"));
        new Run.Command(Jdk.running(), directory, "-cp", Libraries.path(classes), "app.Main")
                .environment(Map.of("XDG_CACHE_HOME", "/dev/null"))
                .run()
                .assertWorks();
    }
}
