package dev.ringwork.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
    private final Measurements measurements = new Measurements();

    @Test
    void shouldGiveTheMiddleValueWhenRoundsAreOdd() {
        List.of(3.0, 100.0, 1.0).forEach(value -> measurements.add("Step/p50", value));

        assertThat(measurements.median("Step/p50")).hasValue(3);
    }

    @Test
    void shouldGiveTheMeanOfTheTwoInTheMiddleWhenRoundsAreEven() {
        List.of(4.0, 100.0, 1.0, 2.0).forEach(value -> measurements.add("Step/p50", value));

        assertThat(measurements.median("Step/p50")).hasValue(3);
    }

    @Test
    void shouldHaveNoMedianWhenNothingWasMeasured() {
        assertThat(measurements.median("Step/p50")).isEmpty();
    }

    @Test
    void shouldHandOverEveryRoundSortedByNameWhenAsked() {
        measurements.add("b/x", 2);
        measurements.add("a/x", 1);
        measurements.add("b/x", 3);

        List<String> seen = new ArrayList<>();
        measurements.forEach((name, rounds) -> seen.add(name + rounds));

        assertThat(seen).containsExactly("a/x[1.0]", "b/x[2.0, 3.0]");
    }

    @Test
    void shouldHoldOneValueAFigureWhenARoundIsTaken() {
        measurements.add("a/x", 1);
        measurements.add("b/x", 2);
        measurements.add("b/x", 3);

        assertThat(measurements.round(0).median("a/x")).hasValue(1);
        assertThat(measurements.round(1).median("a/x")).isEmpty();
        assertThat(measurements.round(1).median("b/x")).hasValue(3);
    }

    @Test
    void shouldRefuseANameWhenItHasNoStep() {
        assertThatThrownBy(() -> measurements.add("p50", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a measurement is named step/figure: name=p50");
    }
}
