package dev.ringwork.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    @Test
    void shouldPrintOneJsonObjectWithTheSameResultsThreeTimesWhenAskedForJson() {
        int exit = run("gcd", "--json", "--workers", "2", "--repeat", "1");

        assertThat(exit).isZero();
        assertThat(err.toString()).isEmpty();
        String json = out.toString().strip();
        assertThat(json).startsWith("{\"workers\":2,").endsWith("}").doesNotContain("\n");
        Matcher results = Pattern.compile(
                        "\"(serial|threads|processes)\":\\{\"results\":\\[1,5,1,5,2,3],\"millis\":[0-9.]+")
                .matcher(json);
        assertThat(results.results().map(match -> match.group(1))).containsExactly("serial", "threads", "processes");
        assertThat(json).containsPattern("\"calls\":[1-9]").containsPattern("\"started\":2");
    }

    @Test
    void shouldPrintATableWhenNotAskedForJson() {
        assertThat(run("gcd", "--repeat", "1", "--workers", "1")).isZero();

        assertThat(out.toString())
                .contains("serial", "threads", "processes", "[1, 5, 1, 5, 2, 3]")
                .contains("1 started, 0 lost")
                .contains("shared memory", "doorbells");
    }

    @ParameterizedTest
    @CsvSource({
        "gcd --workers 0,a pool needs at least one worker: --workers=0",
        "gcd --workers two,--workers",
        "gcd --repeat 0,the pairs are run at least once: --repeat=0",
        "gcd --svg x.svg,add --sweep",
        "gcd --json --sweep,leave one away",
        "gcd --sizes 5,only a sweep has lengths of tasks",
        "gcd --sweep --sizes 0,at most 1000000.0 µs",
        "gcd --sweep --repeat 3,a sweep chooses how often it repeats",
        "gcd --no-such-option,--no-such-option",
        "bench [,regular expression",
        "bench no-such-step,--list shows the names",
        "bench --targets P99,a target is one of",
        "bench --rounds 0,everything is run at least once: --rounds=0",
        "bench --millis 0,--millis=0",
        "report one two,two",
        "stat one,PID",
        "top --interval 0,a look takes a while: --interval=0.0",
        "top --interval Infinity,a look takes a while: --interval=Infinity",
        "no-such-command,no-such-command",
    })
    void shouldSayWhatIsWrongAndExitWithTwoWhenArgumentsAreBad(String line, String message) {
        assertThat(run(line.split(" "))).isEqualTo(2);

        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldLeaveFiguresMachineAndPageWhenAStepWasMeasured(@TempDir Path directory) throws Exception {
        Path docs = directory.resolve("docs");
        String step = "RoundTrip.jdkFixedPool";
        String[] line = {
            "bench", "--rounds", "2", "--millis", "10", "--out", directory.toString(), "--docs", docs.toString()
        };
        String[] withRegex = Arrays.copyOf(line, line.length + 1);
        withRegex[line.length] = "^" + step + "$";

        assertThat(run(withRegex)).as(err.toString()).isZero();

        assertThat(out.toString()).contains(step + "/p50", step + "/p999").doesNotContain("MISSED");
        assertThat(err.toString()).contains("round 1 of 2: " + step, "round 2 of 2: " + step);
        assertThat(Files.readString(directory.resolve("jmh.json"))).contains("RoundTripBenchmark.jdkFixedPool");
        assertThat(Files.readString(directory.resolve("figures.json")))
                .containsPattern("\"" + step + "/p50\": \\[[0-9.]+, [0-9.]+\\]");
        assertThat(Files.readString(directory.resolve("machine.json"))).contains("\"cores\"", "\"jdk\"", "\"commit\"");
        assertThat(Files.readString(directory.resolve("latency.svg"))).contains("JDK fixed pool");
        try (Stream<Path> pages = Files.list(docs)) {
            assertThat(pages.map(page -> page.getFileName().toString()))
                    .anyMatch(name -> name.matches("figures-jdk[0-9]+\\.md"));
        }
    }

    @Test
    void shouldExitWithTwoWhenACheckHasNothingToJudge(@TempDir Path directory) {
        String step = "^RoundTrip.jdkFixedPool$";

        assertThat(run("bench", "--check", "--rounds", "1", "--millis", "1", "--out", directory.toString(), step))
                .isEqualTo(2);

        assertThat(out.toString()).contains("RoundTrip.jdkFixedPool/p50");
        assertThat(err.toString())
                .contains("a check needs a target that can be judged")
                .doesNotContain("P1 ");
    }

    @Test
    void shouldListTheStepsOfATargetWhenAskedForTheList() {
        assertThat(run("bench", "--list", "--targets", "P2,P14")).isZero();

        assertThat(out.toString().lines())
                .startsWith("RoundTrip.processPool", "Clock.nothing")
                .hasSize(3);
    }

    @Test
    void shouldExitWithTwoAndShowTheCommandsWhenThereIsNone() {
        assertThat(run()).isEqualTo(2);

        assertThat(err.toString()).contains("a command is needed", "gcd", "bench", "report", "compare", "stat", "top");
    }

    @ParameterizedTest
    @CsvSource({
        "--help,Usage: ringwork",
        "gcd --help,--sweep",
        "bench --help,--quick",
        "report --help,a target is missed",
        "compare --help,something is worse",
        "stat --help,a pool was found",
        "top --help,--interval",
        "--version,ringwork"
    })
    void shouldExitWithZeroWhenAskedForHelp(String line, String text) {
        assertThat(run(line.split(" "))).isZero();

        assertThat(out.toString()).contains(text);
    }

    @Test
    void shouldShowAndDrawTheEfficiencyOfBothPoolsWhenSweeping(@TempDir Path directory) throws Exception {
        Path picture = directory.resolve("sweep.svg");

        assertThat(run("gcd", "--sweep", "--sizes", "1,10000", "--svg", picture.toString()))
                .isZero();

        assertThat(out.toString()).contains("1 µs", "10000 µs", "measured", "processes map", "└");
        assertThat(Files.readString(picture))
                .startsWith("<svg")
                .endsWith("</svg>\n")
                .contains("polyline");
        assertThat(err.toString()).isEmpty();
    }
}
