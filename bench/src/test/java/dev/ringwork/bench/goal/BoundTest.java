package dev.ringwork.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.goal.Bound.Verdict;
import dev.ringwork.bench.goal.Quantity.Reading;
import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundTest {
    private final Measurements measurements = new Measurements();
    private final Quantity ratio = Quantity.ratio("A/p50", "B/p50", Unit.NANOS);
    private final Quantity beside =
            Quantity.beside(Quantity.of("A/p50", Unit.NANOS), "rival", Quantity.of("B/p50", Unit.NANOS));
    private final Quantity toBest =
            Quantity.ratioToLargest("A/rate", List.of("B.jdkFixedPool/rate", "B.jdkVirtualThreads/rate"), Unit.RATE);

    @Test
    void shouldDivideMediansAndShowThemWhenAFigureIsARatio() {
        measurements.add("A/p50", 1500);
        measurements.add("B/p50", 750);

        assertThat(ratio.read(measurements)).hasValue(new Reading(2, "2.00 x (1.50 µs : 750 ns)"));
    }

    @Test
    void shouldDivideWhatIsLeftWithoutTheClockWhenARatioIsNet() {
        Quantity net = Quantity.netRatio("A/p50", "B/p50", "C/p50", Unit.NANOS);
        measurements.add("A/p50", 440);
        measurements.add("B/p50", 240);
        assertThat(net.read(measurements)).isEmpty();

        measurements.add("C/p50", 40);

        assertThat(net.read(measurements))
                .hasValue(new Reading(2, "2.00 x net of the clock's 40.0 ns (1.83 x with it, 440 ns : 240 ns)"));
        assertThat(net.isRatio()).isTrue();
    }

    @Test
    void shouldBeMissedWhenWithoutTheClockNothingIsLeftToDivideBy() {
        Quantity net = Quantity.netRatio("A/p50", "B/p50", "C/p50", Unit.NANOS);
        measurements.add("A/p50", 50);
        measurements.add("B/p50", 40);
        measurements.add("C/p50", 40);

        assertThat(Bound.atMost("", net, 2).verdict(measurements)).isEqualTo(Verdict.MISSED);
    }

    @Test
    void shouldDivideByTheBestRivalWhenAllAreThere() {
        measurements.add("A/rate", 8e6);
        measurements.add("B.jdkFixedPool/rate", 4e6);
        measurements.add("B.jdkVirtualThreads/rate", 16e6);

        assertThat(toBest.read(measurements)).hasValue(new Reading(0.5, "0.50 x (8.00 M/s : 16.0 M/s)"));
    }

    @Test
    void shouldNotBeMeasuredWhenARivalFailedThatMayHaveBeenTheBest() {
        measurements.add("A/rate", 8e6);
        measurements.add("B.jdkFixedPool/rate", 4e6);

        assertThat(Bound.atLeast("", toBest, 2).verdict(measurements)).isEqualTo(Verdict.NOT_MEASURED);
        assertThat(Bound.atLeast("", toBest, 2).among(Rivals.ALL).verdict(measurements))
                .isEqualTo(Verdict.NOT_MEASURED);
    }

    @Test
    void shouldDivideByTheBestRivalThatThereCanBeWhenTheJdkHasNoVirtualThreads() {
        measurements.add("A/rate", 8e6);
        measurements.add("B.jdkFixedPool/rate", 4e6);

        Bound bound = Bound.atLeast("", toBest, 2).among(new Rivals(false, true, ""));

        assertThat(bound.missingRival()).isNull();
        assertThat(bound.verdict(measurements)).isEqualTo(Verdict.MET);
    }

    @Test
    void shouldHaveNoRivalWhenTheOnlyOneIsMissingOnTheMachine() {
        measurements.add("A/rate", 8e6);
        Quantity toPython = Quantity.ratio("A/rate", "CPython.a/rate", Unit.RATE);
        Bound bound = Bound.atLeast("", toPython, 2).among(new Rivals(true, false, ""));

        assertThat(bound.verdict(measurements)).isEqualTo(Verdict.NO_RIVAL);
        assertThat(bound.missingRival()).isEqualTo("CPython");
    }

    @Test
    void shouldNameTheVersionWhenCPythonWasMeasured() {
        measurements.add("A/rate", 8e6);
        Rivals rivals = new Rivals(true, true, "3.12.3");
        Quantity ratio = Quantity.ratio("A/rate", "CPython.a/rate", Unit.RATE);
        Quantity besides =
                Quantity.beside(Quantity.of("A/rate", Unit.RATE), "CPython", Quantity.of("CPython.a/rate", Unit.RATE));

        assertThat(Bound.atLeast("", besides, 2).among(rivals).figure().read(measurements))
                .hasValue(new Reading(8e6, "8.00 M/s"));
        measurements.add("CPython.a/rate", 8e3);

        assertThat(Bound.atLeast("", ratio, 2).among(rivals).figure().read(measurements))
                .hasValue(new Reading(1000, "1,000 x (8.00 M/s : 8.00 k/s), CPython 3.12.3"));
        assertThat(Bound.atLeast("", besides, 2).among(rivals).figure().read(measurements))
                .hasValue(new Reading(8e6, "8.00 M/s (CPython: 8.00 k/s), CPython 3.12.3"));
    }

    @Test
    void shouldBeMetWhenTheFigureEqualsTheLimit() {
        measurements.add("A/p50", 2);
        measurements.add("B/p50", 1);

        assertThat(Bound.atMost("", ratio, 2).verdict(measurements)).isEqualTo(Verdict.MET);
        assertThat(Bound.atLeast("", ratio, 2).verdict(measurements)).isEqualTo(Verdict.MET);
    }

    @Test
    void shouldBeMissedWhenTheFigureIsOnTheWrongSide() {
        measurements.add("A/p50", 3);
        measurements.add("B/p50", 1);

        assertThat(Bound.atMost("", ratio, 2.9).verdict(measurements)).isEqualTo(Verdict.MISSED);
        assertThat(Bound.atLeast("", ratio, 3.1).verdict(measurements)).isEqualTo(Verdict.MISSED);
    }

    @Test
    void shouldNotBeMeasuredWhenAnInputIsMissing() {
        measurements.add("A/p50", 3);

        assertThat(Bound.atMost("", ratio, 2).verdict(measurements)).isEqualTo(Verdict.NOT_MEASURED);
    }

    @Test
    void shouldBeMissedWhenSomethingNeverHappened() {
        measurements.add("A/p50", Double.POSITIVE_INFINITY);

        Bound bound = Bound.atMost("", beside, 2000);

        assertThat(bound.verdict(measurements)).isEqualTo(Verdict.MISSED);
        assertThat(bound.figure().read(measurements).orElseThrow().text()).isEqualTo("never");
    }

    @Test
    void shouldShowARivalThatDecidesNothingWhenItIsBeside() {
        measurements.add("A/p50", 1000);
        measurements.add("B/p50", 5e6);

        assertThat(beside.read(measurements)).hasValue(new Reading(1000, "1.00 µs (rival: 5.00 ms)"));
    }

    @Test
    void shouldBeMissedWhenOneRoundOfThreeBrokeAPromiseForEveryCall() {
        measurements.add("A/longestWait", 1000);
        measurements.add("A/longestWait", 2e6);
        measurements.add("A/longestWait", 1000);

        Bound bound = Bound.atMost("", Quantity.greatest("A/longestWait", Unit.NANOS), 1e6);

        assertThat(bound.figure().read(measurements)).hasValue(new Reading(2e6, "2.00 ms"));
        assertThat(bound.verdict(measurements)).isEqualTo(Verdict.MISSED);
        assertThat(bound.verdict(new Measurements())).isEqualTo(Verdict.NOT_MEASURED);
    }
}
