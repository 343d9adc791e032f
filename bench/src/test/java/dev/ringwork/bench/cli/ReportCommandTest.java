package dev.ringwork.bench.cli;

import static dev.ringwork.bench.cli.Typed.line;
import static dev.ringwork.bench.cli.Typed.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.goal.Bound;
import dev.ringwork.bench.goal.Target;
import dev.ringwork.bench.goal.Targets;
import dev.ringwork.bench.measure.Measurements;
import dev.ringwork.bench.suite.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    private final Measurements measurements = new Measurements();

    @TempDir
    private Path directory;

    private void meetP13AndMissP14() {
        with(measurements, "Memory/bytes.worker", 15 << 20);
        with(measurements, "Memory/bytes.bareJvm", 10 << 20);
        with(measurements, "RoundTrip.processPool/allocated", 130, 150, 140);
    }

    @Test
    void shouldShowTheMachineAndTheTargetsMissesFirstWhenARunLeftThem() throws Exception {
        meetP13AndMissP14();
        Typed.run(directory, measurements, Machine.facts());

        Typed report = line("report", directory);

        assertThat(report.err()).isEmpty();
        assertThat(report.exit()).isZero();
        assertThat(report.out())
                .containsPattern("cores +[0-9]+\n")
                .containsPattern("jdk +" + System.getProperty("java.vm.name"))
                .containsSubsequence("id ", "P14 ", "140 B", "MISSED", "P1 ", "P13 ", "1.50 x (15.0 MiB : 10.0 MiB)")
                .doesNotContain("RoundTrip.processPool/allocated");
    }

    @Test
    void shouldShowMediansAndRangesWhenAskedForFigures() throws Exception {
        meetP13AndMissP14();
        Typed.run(directory, measurements, Map.of("cpu", "fast"));

        assertThat(line("report", directory, "--figures").out())
                .containsPattern("figure +median +lowest +highest\n")
                .containsPattern("RoundTrip.processPool/allocated +140 B +130 B +150 B\n");
    }

    @Test
    void shouldPrintAPageWhenAskedForMarkdown() throws Exception {
        meetP13AndMissP14();
        Typed.run(directory, measurements, Map.of("cpu", "fast"));

        assertThat(line("report", "--markdown", "--figures", directory).out())
                .startsWith("# Benchmark report\n\n## Machine\n\n- cpu: fast\n\n## Targets\n\n| id | what |")
                .contains("\n|---|---|---|---|---|\n| P14 |", "| 140 B | MISSED |\n")
                .endsWith("| RoundTrip.processPool/allocated | 140 B | 130 B | 150 B |\n");
    }

    @Test
    void shouldExitWithOneWhenATargetIsMissedAndThisIsChecked() throws Exception {
        meetP13AndMissP14();
        Typed.run(directory, measurements, Map.of("cpu", "fast"));

        assertThat(line("report", "--check", directory).exit()).isEqualTo(1);
    }

    private void meetAllBut(Predicate<String> missing) {
        for (Target target : Targets.ALL) {
            for (Bound bound : target.bounds()) {
                for (String name : bound.figure().inputs()) {
                    if (!missing.test(name) && measurements.median(name).isEmpty()) {
                        with(measurements, name, enough(name));
                    }
                }
            }
        }
    }

    /** Such that all targets are met. */
    private static double enough(String name) {
        if (name.startsWith("Map.") || name.startsWith("Throughput.processPool/")) {
            return 1e9;
        }
        if (name.startsWith("Throughput.threadPool")) {
            return 1e8;
        }
        if (name.startsWith("Throughput.") || name.startsWith("CPython.") && name.endsWith("/rate")) {
            return 1e6;
        }
        if (name.startsWith("RoundTrip.jdk") || name.startsWith("CPython.") || name.endsWith("/serial")) {
            return 1e6;
        }
        return name.startsWith("Clock.") ? 1 : 100;
    }

    @Test
    void shouldExitWithZeroWhenAllIsMeasuredAndMetAndThisIsChecked() throws Exception {
        meetAllBut(name -> false);
        Typed.run(directory, measurements, Map.of("cpu", "fast"));

        Typed report = line("report", "--check", directory);

        assertThat(report).isEqualTo(new Typed(0, report.out(), ""));
    }

    @Test
    void shouldExitWithTwoWhenATargetWasNotMeasuredAndThisIsChecked() throws Exception {
        meetAllBut(name -> name.startsWith("Idle/"));
        Typed.run(directory, measurements, Machine.facts());

        Typed report = line("report", "--check", directory);

        assertThat(report.exit()).isEqualTo(2);
        assertThat(report.err())
                .contains("these are not: P12 ≤ 5 ms of CPU a second, all processes; run ./ringwork bench for them\n");
        assertThat(line("report", directory).exit()).isZero();
    }

    @Test
    void shouldLeaveOutWhatHasNoRivalAndSayItWhenThereIsNoCPythonAndNoVirtualThread() throws Exception {
        meetAllBut(name -> name.startsWith("CPython.") || name.contains("jdkVirtualThreads"));
        Typed.run(directory, measurements, Map.of("jdk", "OpenJDK 64-Bit Server VM 17.0.15+6", "cpython", "none"));

        Typed report = line("report", "--check", directory);

        assertThat(report.exit()).isZero();
        assertThat(report.out()).contains("no rival").doesNotContain("not measured");
        assertThat(report.err().lines())
                .containsExactly(
                        "ringwork: the machine of this run has no CPython, so that this is not judged:"
                                + " P1 ≥ 300 x faster than CPython's process pool, P4 ≥ 300 x CPython's process pool,"
                                + " P5 ≥ 40 x CPython's chunksize=100, P6 ≥ 8 x faster than CPython",
                        "ringwork: the machine of this run has no virtual threads, so that this is not judged:"
                                + " P7 ≥ 15 x faster than virtual threads");
    }

    @Test
    void shouldExitWithTwoWhenARivalThatTheMachineHasWasNotMeasured() throws Exception {
        meetAllBut(name -> name.startsWith("CPython.processRoundTrip") || name.contains("jdkVirtualThreads@4"));
        Typed.run(directory, measurements, Map.of("jdk", "OpenJDK 64-Bit Server VM 25+36", "cpython", "3.13.1"));

        Typed report = line("report", "--check", directory);

        assertThat(report.exit()).isEqualTo(2);
        assertThat(report.out()).contains("CPython 3.13.1");
        assertThat(report.err())
                .contains(
                        "P1 ≥ 300 x faster than CPython's process pool, P8 ≥ 2 x the best of the JDK's, submitters: 4;");
    }

    @Test
    void shouldGoWithoutTheMachineWhenItsFactsAreMissing() throws Exception {
        meetP13AndMissP14();
        Files.delete(Typed.run(directory, measurements, Map.of()).resolve("machine.json"));

        Typed report = line("report", directory);

        assertThat(report.exit()).isZero();
        assertThat(report.out()).startsWith("id ");
        assertThat(report.err()).contains("there are none: file=" + directory.resolve("machine.json"));
    }

    @Test
    void shouldSayHowToGetADirectoryWhenThereIsNone() {
        Path missing = directory.resolve("missing");

        assertThat(line("report", missing))
                .isEqualTo(new Typed(
                        2,
                        "",
                        "ringwork: a directory that a run left is needed, and there is none: dir=" + missing
                                + "; run ./ringwork bench --out " + missing + ", or name another\n"));
    }

    @Test
    void shouldSayHowToGetFiguresWhenADirectoryHasNone() {
        assertThat(line("report", directory))
                .isEqualTo(new Typed(
                        2,
                        "",
                        "ringwork: a run leaves its figures in figures.json, and there is none: dir=" + directory
                                + "; run ./ringwork bench --out " + directory + ", or name another directory\n"));
    }

    @Test
    void shouldSayWhereItIsUnreadableWhenJsonIsCutShort() throws Exception {
        Path file = Files.writeString(directory.resolve("figures.json"), "{\n  \"A/p50\": [1.0,");

        Typed report = line("report", directory);

        assertThat(report.exit()).isEqualTo(2);
        assertThat(report.out()).isEmpty();
        assertThat(report.err())
                .startsWith("ringwork: figures are an object of arrays of numbers, one a round: file=" + file
                        + " line=2 column=")
                .endsWith("; name what ./ringwork bench wrote, or run it again\n");
    }

    @Test
    void shouldSayWhatIsExpectedWhenTheFactsAreOfAnotherForm() throws Exception {
        Typed.run(directory, measurements, Map.of());
        Path file = Files.writeString(directory.resolve("machine.json"), "{\"cores\": 2}");

        Typed report = line("report", directory);

        assertThat(report.exit()).isEqualTo(2);
        assertThat(report.err()).contains("facts about a machine are an object of strings: file=" + file);
    }
}
