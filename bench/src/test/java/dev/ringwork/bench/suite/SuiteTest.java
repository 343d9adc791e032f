package dev.ringwork.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuiteTest {
    private static final Effort EFFORT = new Effort(3, Duration.ofMillis(1), 1);

    private final List<String> ran = new ArrayList<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Run run = new Run(EFFORT, Path.of("."), new PrintStream(log, true, StandardCharsets.UTF_8));
    private final StringWriter err = new StringWriter();
    private int ended;

    private record Noted(String name, boolean everyRound, List<String> ran) implements Step {
        @Override
        public Duration estimate(Effort effort) {
            return Duration.ofSeconds(10);
        }

        @Override
        public void run(Run run) {
            ran.add(name);
        }
    }

    @Test
    void shouldTakeTurnsAndRunSomeOnlyOnceWhenThereAreRounds() throws Exception {
        Suite suite =
                new Suite(List.of(new Noted("a", true, ran), new Noted("once", false, ran), new Noted("b", true, ran)));

        suite.run(run, new PrintWriter(err), false, () -> ended++);

        assertThat(ran).containsExactly("a", "once", "b", "a", "b", "a", "b");
        assertThat(ended).isEqualTo(3);
        assertThat(suite.estimate(EFFORT)).isEqualTo(Duration.ofSeconds(70));
        assertThat(err.toString().lines()).hasSize(7).first().isEqualTo("[  0 %] 1:10 left  round 1 of 3: a");
        assertThat(err.toString().lines()).last().asString().startsWith("[ 85 %] 0:00 left  round 3 of 3: b");
    }

    @Test
    void shouldCorrectTheTimeLeftWhenStepsTakeLongerThanEstimated() {
        Progress progress = new Progress(new PrintWriter(err), false, Duration.ofSeconds(100));
        progress.finished(Duration.ofSeconds(25));

        assertThat(progress.line("x", Duration.ofSeconds(50))).isEqualTo("[ 25 %] 2:30 left  x");
    }

    @Test
    void shouldKeepTheFiguresThatAProgramPrintsWhenItEndsWell() throws Exception {
        new ChildStep("Step", Duration.ZERO, true, any -> List.of("sh", "-c", "echo hello; echo figure p50 12.5"))
                .run(run);

        assertThat(run.measurements().median("Step/p50")).hasValue(12.5);
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("hello\n");
    }

    @Test
    void shouldFailWithWhatAProgramSaidWhenItEndsBadly() {
        Step step = new ChildStep("Step", Duration.ZERO, true, any -> List.of("sh", "-c", "echo no luck; exit 3"));

        assertThatThrownBy(() -> step.run(run))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("a measurement failed: step=Step; its process ended with 3: no luck");
    }

    @Test
    void shouldGoOnWithTheOthersAndSayWhyWhenAStepFails() throws Exception {
        Step failing = new ChildStep("Step", Duration.ZERO, true, any -> List.of("sh", "-c", "exit 3"));

        List<String> failures = new Suite(List.of(failing, new Noted("b", true, ran)))
                .run(run, new PrintWriter(err), false, () -> ended++);

        assertThat(ran).containsExactly("b", "b", "b");
        assertThat(failures).containsExactly("a measurement failed: step=Step; its process ended with 3: ");
    }
}
