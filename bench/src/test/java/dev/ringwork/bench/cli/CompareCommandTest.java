package dev.ringwork.bench.cli;

import static dev.ringwork.bench.cli.Typed.line;
import static dev.ringwork.bench.cli.Typed.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.measure.Measurements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {
    private static final String TRIP = "RoundTrip.processPool/p50";
    private static final String CLOCK = "Clock.nothing/p50";
    private static final String FLOOR = "Floor.agronaRing/p50";
    private static final Map<String, String> MACHINE = Map.of("cpu", "slow", "jdk", "17");

    private final Measurements before = new Measurements();
    private final Measurements after = new Measurements();

    @TempDir
    private Path directory;

    private Typed compare(Object... more) throws Exception {
        return compare(MACHINE, MACHINE, more);
    }

    private Typed compare(Map<String, String> base, Map<String, String> now, Object... more) throws Exception {
        Object[] words = new Object[3 + more.length];
        words[0] = "compare";
        words[1] = Typed.run(directory.resolve("base"), before, base);
        words[2] = Typed.run(directory.resolve("new"), after, now);
        System.arraycopy(more, 0, words, 3, more.length);
        return line(words);
    }

    @Test
    void shouldExitWithOneAndShowTheWorseFirstWhenATimeGrew() throws Exception {
        with(with(before, TRIP, 900, 910, 920), FLOOR, 400, 410, 420);
        with(with(after, TRIP, 1210, 1274, 1300), FLOOR, 400, 410, 420);

        Typed compared = compare();

        assertThat(compared.exit()).isEqualTo(1);
        assertThat(compared.err()).isEmpty();
        assertThat(compared.out().lines())
                .containsExactly(
                        "figure                     base    new      new : base  better  verdict",
                        TRIP + "  910 ns  1.27 µs  1.40 x      less    WORSE, 900 ns … 920 ns : 1.21 µs … 1.30 µs",
                        FLOOR + "       410 ns  410 ns   1.00 x      less    same",
                        "",
                        "1 worse, 0 better, 1 same, 0 noise; tolerance 1.10");
    }

    @Test
    void shouldExitWithZeroWhenATimeShrankAndARateGrew() throws Exception {
        with(with(before, TRIP, 900, 910), "Map.processPool(chunk=0)/rate", 1e6, 1.1e6);
        with(with(after, TRIP, 500, 510), "Map.processPool(chunk=0)/rate", 2e6, 2.1e6);

        Typed compared = compare();

        assertThat(compared.exit()).isZero();
        assertThat(compared.out())
                .contains("0 worse, 2 better, 0 same, 0 noise", "more    better, 1.00 M/s … 1.10 M/s : 2.00 M/s");
    }

    @Test
    void shouldLookOnlyAtMatchingFiguresWhenThereIsARegex() throws Exception {
        with(with(before, TRIP, 900), FLOOR, 400);
        with(with(after, TRIP, 1800), FLOOR, 400);

        Typed compared = compare("^Floor");

        assertThat(compared.exit()).isZero();
        assertThat(compared.out()).doesNotContain(TRIP);
    }

    @Test
    void shouldAllowMoreWhenTheToleranceIsGreater() throws Exception {
        with(before, TRIP, 900);
        with(after, TRIP, 1800);

        assertThat(compare().exit()).isEqualTo(1);
        assertThat(compare().out()).contains("WORSE (one round), 900 ns : 1.80 µs");
        assertThat(compare("--tolerance", "2").exit()).isZero();
    }

    @Test
    void shouldListFiguresOfOneRunWhenTheOtherLacksThem() throws Exception {
        with(with(before, TRIP, 900), "Idle/together", 1);
        with(with(after, TRIP, 900), FLOOR, 400);

        assertThat(compare().out())
                .contains("\nonly in base:\n  Idle/together\n", "\nonly in new:\n  " + FLOOR + "\n", "1 same");
    }

    @Test
    void shouldWarnAndNotFailWhenTheMachinesDiffer() throws Exception {
        with(before, TRIP, 900);
        with(after, TRIP, 900);

        Typed compared = compare(MACHINE, Map.of("cpu", "fast", "jdk", "21"));

        assertThat(compared.exit()).isZero();
        assertThat(compared.err())
                .isEqualTo("ringwork: warning: absolute figures of different machines or JDKs say nothing:"
                        + " cpu=\"slow\" : \"fast\" jdk=\"17\" : \"21\"; say --ratios, or run both on the same\n");
    }

    @Test
    void shouldCompareRatiosOfTargetsAndNotWarnOfTheMachineWhenAskedForThem() throws Exception {
        with(with(with(before, TRIP, 940, 1040, 1040), FLOOR, 490, 540, 540), CLOCK, 40, 40, 40);
        with(with(with(after, TRIP, 340, 440, 490), FLOOR, 140, 140, 140), CLOCK, 40, 40, 40);

        Typed compared = compare(MACHINE, Map.of("cpu", "fast", "jdk", "17"), "--ratios");

        assertThat(compared.err()).isEmpty();
        assertThat(compared.exit()).isEqualTo(1);
        assertThat(compared.out())
                .contains("P1 ≤ 2 x Agrona's rings bare, net of the clock  2.00 x  4.00 x  2.00 x")
                .contains("WORSE, 2.00 x … 2.00 x : 3.00 x … 4.50 x")
                .doesNotContain(TRIP);
    }

    @Test
    void shouldWarnOfTheJdkWhenAskedForRatios() throws Exception {
        with(with(with(before, TRIP, 900), FLOOR, 450), CLOCK, 40);
        with(with(with(after, TRIP, 900), FLOOR, 450), CLOCK, 40);

        assertThat(compare(MACHINE, Map.of("cpu", "fast", "jdk", "21"), "--ratios")
                        .err())
                .isEqualTo("ringwork: warning: ratios to other rivals say little: jdk=\"17\" : \"21\";"
                        + " run both with the same\n");
    }

    @Test
    void shouldTakeFilesAndWarnWhenNothingIsKnownOfTheMachine() throws Exception {
        Path file = Files.writeString(directory.resolve("kept.json"), "{\"" + TRIP + "\": [900, 910]}");

        Typed compared = line("compare", file, file);

        assertThat(compared.exit()).isZero();
        assertThat(compared.err()).contains("there are no facts about it: file=" + directory.resolve("machine.json"));
    }

    @Test
    void shouldExitWithTwoWhenNothingCanBeCompared() throws Exception {
        with(before, TRIP, 900);
        with(after, FLOOR, 400);

        Typed compared = compare();

        assertThat(compared.exit()).isEqualTo(2);
        assertThat(compared.out()).isEmpty();
        assertThat(compared.err())
                .contains("a gate needs something that both runs measured: base=", "report --figures");
    }

    @Test
    void shouldExitWithTwoWhenARunIsMissing() {
        Typed compared = line("compare", directory.resolve("nowhere"), directory);

        assertThat(compared.exit()).isEqualTo(2);
        assertThat(compared.err())
                .contains("dir=" + directory.resolve("nowhere"))
                .doesNotContain("Usage", "\tat ");
    }

    @ParameterizedTest
    @CsvSource({
        "compare,Missing required parameters: 'BASE'",
        "compare base,Missing required parameter: 'NEW'",
        "compare base new [,figures are chosen by a regular expression: regex=[",
        "compare base new --tolerance 0.9,a tolerance is a factor of 1 or more: --tolerance=0.9; say --tolerance 1.10",
        "compare base new --tolerance NaN,a tolerance is a factor of 1 or more: --tolerance=NaN",
        "compare base new --tolerance ten,--tolerance",
        "compare base new regex more,more",
    })
    void shouldSayWhatIsWrongAndExitWithTwoWhenArgumentsAreBad(String typed, String message) {
        Typed compared = line((Object[]) typed.split(" "));

        assertThat(compared.exit()).isEqualTo(2);
        assertThat(compared.err()).contains(message);
        assertThat(compared.out()).isEmpty();
    }
}
