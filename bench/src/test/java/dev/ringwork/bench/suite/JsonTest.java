package dev.ringwork.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.measure.Measurements;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void shouldEscapeWhatJsonCannotHoldWhenQuoting() {
        assertThat(Json.quoted("a\"b\\c\nd")).isEqualTo("\"a\\\"b\\\\c\\u000ad\"");
    }

    @Test
    void shouldWriteOneArrayAFigureWhenThereAreRounds() {
        Measurements measurements = new Measurements();
        measurements.add("A/p50", 1);
        measurements.add("A/p50", Double.POSITIVE_INFINITY);

        assertThat(Json.of(measurements)).isEqualTo("{\n  \"A/p50\": [1.0, null]\n}\n");
    }

    @Test
    void shouldWriteAnObjectOfStringsWhenGivenFacts() {
        assertThat(Json.of(Map.of("cpu", "fast"))).isEqualTo("{\n  \"cpu\": \"fast\"\n}\n");
    }
}
