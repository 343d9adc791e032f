package dev.ringwork.bench.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.gcd.Sweep.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakEvenTest {
    private static Point point(double micros, double efficiency) {
        return new Point(micros - 0.25, micros, efficiency, efficiency, efficiency, efficiency);
    }

    @Test
    void shouldBeginAfterTheLastLossWhenAShorterOneGainedByChance() {
        List<Point> points = List.of(point(1, 0.6), point(2, 0.4), point(5, 0.51), point(10, 0.9));

        assertThat(BreakEven.from(points, Point::processesMap)).isEqualTo(5);
    }

    @Test
    void shouldGoByTheMeasuredLengthWhenItIsNotInTheOrderOfWhatWasAimedAt() {
        List<Point> points = List.of(point(1, 0.6), point(7, 0.4), point(5, 0.9), point(10, 0.9));

        assertThat(BreakEven.from(points, Point::processesMap)).isEqualTo(10);
    }

    @Test
    void shouldBeInfiniteWhenNoneGains() {
        assertThat(BreakEven.from(List.of(point(1, 0.1), point(2, 0.5)), Point::threads))
                .isInfinite();
    }
}
