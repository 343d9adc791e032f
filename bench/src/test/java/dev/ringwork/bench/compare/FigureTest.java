package dev.ringwork.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.goal.Rivals;
import dev.ringwork.bench.goal.Unit;
import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FigureTest {
    private final Measurements measurements = new Measurements();

    private void add(String name, double... rounds) {
        for (double round : rounds) {
            measurements.add(name, round);
        }
    }

    @Test
    void shouldTellUnitAndDirectionByItsNameWhenAFigure() {
        add("A/p50", 1, 3, 2);
        add("A/rate", 1);

        assertThat(Figure.all(measurements))
                .containsEntry("A/p50", new Figure(Unit.NANOS, true, new Rounds(2, 1, 3, 3)))
                .containsEntry("A/rate", new Figure(Unit.RATE, false, new Rounds(1, 1, 1, 1)));
    }

    @Test
    void shouldDivideRoundByRoundWhenARatioOfATarget() {
        add("RoundTrip.processPool/p50", 200, 900, 1000);
        add("Floor.agronaRing/p50", 100, 300, 500);
        add("Clock.nothing/p50", 0, 0, 0);

        assertThat(Figure.ratios(measurements, Rivals.ALL))
                .containsExactly(Map.entry(
                        "P1 ≤ 2 x Agrona's rings bare, net of the clock",
                        new Figure(Unit.TIMES, true, new Rounds(3, 2, 3, 3))));
    }

    @Test
    void shouldBeBetterWhenMoreWhenATargetAsksForAtLeast() {
        add("SixPairs/serial", 10);
        add("SixPairs/threads", 5);

        assertThat(Figure.ratios(measurements, Rivals.ALL).values())
                .containsExactly(new Figure(Unit.TIMES, false, new Rounds(2, 2, 2, 1)));
    }

    @Test
    void shouldLeaveAbsoluteFiguresOutWhenRatiosAreAsked() {
        add("Map.processPool(chunk=0)/rate", 2e7);
        add("Idle/together", 1e6);

        assertThat(Figure.ratios(measurements, Rivals.ALL)).isEmpty();
    }

    @Test
    void shouldHaveOnePointInCommonWhenRangesTouch() {
        Rounds low = Rounds.of(List.of(1.0, 2.0));

        assertThat(low.overlaps(Rounds.of(List.of(2.0, 3.0)))).isTrue();
        assertThat(low.overlaps(Rounds.of(List.of(2.1, 3.0)))).isFalse();
        assertThat(Rounds.of(List.of(2.1, 3.0)).overlaps(low)).isFalse();
    }
}
