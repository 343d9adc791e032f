package dev.ringwork.bench.gcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.bench.gcd.Sweep.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static final int LIMIT = 12;

    @Test
    void shouldMeasureHowLongATaskTakesWhenSweeping() {
        List<String> progress = new ArrayList<>();

        List<Point> points = new Sweep(1, new double[] {50, 500}, 5_000).run(progress::add);

        assertThat(points).extracting(Point::wanted).containsExactly(50.0, 500.0);
        // A length that was measured is never just what was aimed at.
        assertThat(points)
                .allSatisfy(point -> assertThat(point.micros()).isPositive().isNotEqualTo(point.wanted()));
        assertThat(progress).hasSize(2).first().isEqualTo("1 of 2: tasks of 50 µs");
    }

    @Test
    void shouldRefuseASumWhenAResultIsMissing() {
        List<Integer> inputs = Collections.nCopies(3, LIMIT);
        long sum = Sweep.expected(inputs);

        assertThat(sum).isEqualTo(3 * 12);
        assertThatCode(() -> Sweep.check(sum, sum, inputs)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Sweep.check(sum - 1, sum, inputs))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("all results add up: sum=" + (sum - 1) + " expected=" + sum + " tasks=3 limit=12");
    }
}
