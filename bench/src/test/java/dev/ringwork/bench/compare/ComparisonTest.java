package dev.ringwork.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.goal.Unit;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static final double TOLERANCE = 1.10;

    private static Figure figure(Unit unit, String rounds) {
        DoubleStream values = Stream.of(rounds.split(" ")).mapToDouble(Double::parseDouble);
        return new Figure(unit, unit.lessIsBetter(), Rounds.of(values.boxed().toList()));
    }

    private static Comparison comparison(Unit unit, String base, String now) {
        return new Comparison("Step/figure", figure(unit, base), figure(unit, now), TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({
        // beyond the tolerance and apart
        "NANOS, 100 101 102, 120 121 122, WORSE",
        "NANOS, 120 121 122, 100 101 102, BETTER",
        "BYTES, 100 101 102, 120 121 122, WORSE",
        "RATE, 100 101 102, 120 121 122, BETTER",
        "RATE, 120 121 122, 100 101 102, WORSE",
        "TIMES, 1.8 1.9 2.0, 1.0 1.1 1.2, WORSE",
        // apart, but within the tolerance
        "NANOS, 100 101 102, 105 106 107, SAME",
        "RATE, 105 106 107, 100 101 102, SAME",
        "NANOS, 100 100, 110 110, SAME",
        "RATE, 110 110, 100 100, SAME",
        // beyond the tolerance, but not apart
        "NANOS, 100 101 150, 120 140 160, NOISE",
        "NANOS, 120 140 160, 100 101 150, NOISE",
        "NANOS, 100 100 120, 120 130 130, NOISE",
        "NANOS, 100 101 500, 200 210 220, NOISE",
        // within both
        "NANOS, 100 101 150, 100 105 160, SAME",
        // one round
        "NANOS, 100, 111, WORSE",
        "NANOS, 100, 109, SAME",
        "NANOS, 90 100 120, 115, NOISE",
        "NANOS, 90 100 120, 125, WORSE",
        // never, and nothing
        "NANOS, Infinity, Infinity, SAME",
        "NANOS, 100, Infinity, WORSE",
        "NANOS, Infinity, 100, BETTER",
        "NANOS, 0, 0, SAME",
        "NANOS, 0, 5, NOISE",
        "NANOS, 5, 0, BETTER",
        "RATE, 5, 0, WORSE",
        "RATE, 0, 5, BETTER",
    })
    void shouldNeedToleranceAndRangesToAgreeWhenJudging(Unit unit, String base, String now, Verdict verdict) {
        assertThat(comparison(unit, base, now).verdict()).isEqualTo(verdict);
    }

    @Test
    void shouldDivideNewByBaseWhenShowingTheRatio() {
        assertThat(comparison(Unit.RATE, "1 2 3", "1 1 1").ratio()).isEqualTo(0.5);
    }

    @Test
    void shouldBeOfOneRoundWhenEitherRunHasOne() {
        assertThat(comparison(Unit.NANOS, "1 2", "1").ofOneRound()).isTrue();
        assertThat(comparison(Unit.NANOS, "1", "1 2").ofOneRound()).isTrue();
        assertThat(comparison(Unit.NANOS, "1 2", "1 2").ofOneRound()).isFalse();
    }

    @Test
    void shouldPairWhatIsWantedAndNameTheRestWhenRunsDiffer() {
        Figure figure = figure(Unit.NANOS, "1 2");

        Comparisons comparisons = Comparisons.of(
                Map.of("A/x", figure, "B/x", figure, "C/y", figure),
                Map.of("A/x", figure, "D/x", figure, "E/y", figure),
                name -> name.endsWith("x"),
                TOLERANCE);

        assertThat(comparisons.both()).extracting(Comparison::name).containsExactly("A/x");
        assertThat(comparisons.onlyBase()).containsExactly("B/x");
        assertThat(comparisons.onlyNew()).containsExactly("D/x");
        assertThat(comparisons.count(Verdict.SAME)).isEqualTo(1);
    }
}
