package dev.ringwork.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {
    @ParameterizedTest
    @CsvSource({
        "NANOS, 1.234, 1.23 ns",
        "NANOS, 123.4, 123 ns",
        "NANOS, 12345, 12.3 µs",
        "NANOS, 1.5e6, 1.50 ms",
        "NANOS, 2e9, 2.00 s",
        "NANOS, Infinity, never",
        "RATE, 12, 12.0/s",
        "RATE, 5300, 5.30 k/s",
        "RATE, 2.5e7, 25.0 M/s",
        "BYTES, 104, 104 B",
        "BYTES, 2048, 2.00 KiB",
        "BYTES, 47185920, 45.0 MiB",
        "TIMES, 1.234, 1.23 x",
    })
    void shouldKeepThreeDigitsAndChooseTheScaleWhenFormatting(Unit unit, double value, String text) {
        assertThat(unit.format(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "RoundTrip.processPool/p50, NANOS, true",
        "RoundTrip.processPool/allocated, BYTES, true",
        "Memory/bytes.worker, BYTES, true",
        "Map.processPool(chunk=0)/rate, RATE, false",
        "Throughput.threadPool@4/rate, RATE, false",
        "BreakEven/speedup.processes.map@10.0, TIMES, false",
        "BreakEven/from.processes.map, NANOS, true",
        "Idle/together, NANOS, true",
    })
    void shouldTellUnitAndDirectionWhenAskedByAFiguresName(String name, Unit unit, boolean lessIsBetter) {
        assertThat(Unit.of(name)).isEqualTo(unit);
        assertThat(unit.lessIsBetter()).isEqualTo(lessIsBetter);
    }
}
