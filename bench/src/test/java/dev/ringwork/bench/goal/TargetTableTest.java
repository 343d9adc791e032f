package dev.ringwork.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTableTest {
    private static final List<Target> TARGETS = List.of(
            new Target(
                    "P1",
                    "trip",
                    List.of(
                            Bound.atMost("≤ 1 µs", Quantity.of("A/p50", Unit.NANOS), 1000),
                            Bound.atMost("≤ 2 µs", Quantity.of("B/p50", Unit.NANOS), 2000))),
            new Target("P2", "memory", List.of(Bound.atMost("≤ 1 KiB", Quantity.of("C/bytes.x", Unit.BYTES), 1024))));
    private final Measurements measurements = new Measurements();

    @Test
    void shouldShowFigureAndVerdictOfEveryBoundWhenPrinted() {
        measurements.add("A/p50", 900);
        measurements.add("B/p50", 3_000_000);

        TargetTable table = new TargetTable(TARGETS, measurements);

        assertThat(table.text().lines())
                .containsExactly(
                        "id  what    target   figure   verdict",
                        "P1  trip    ≤ 1 µs   900 ns   met",
                        "            ≤ 2 µs   3.00 ms  MISSED",
                        "P2  memory  ≤ 1 KiB  —        not measured");
        assertThat(table.markdown().lines())
                .contains("| P1 | trip | ≤ 1 µs | 900 ns | met |", "|  |  | ≤ 2 µs | 3.00 ms | MISSED |");
    }

    @Test
    void shouldSayThatThereIsNoRivalWhenTheMachineHasNone() {
        Target target = new Target(
                "P1", "trip", List.of(Bound.atLeast("≥ 2 x", Quantity.ratio("CPython.a/p50", "A/p50", Unit.NANOS), 2)));

        assertThat(new TargetTable(List.of(target), measurements).text()).contains("not measured");
        assertThat(new TargetTable(List.of(target.among(new Rivals(true, false, ""))), measurements).text())
                .contains("no rival");
    }

    @Test
    void shouldNameTheStepsWhenATargetIsAsked() {
        assertThat(TARGETS.get(0).steps()).containsExactly("A", "B");
    }
}
