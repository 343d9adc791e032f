package dev.ringwork.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.ringwork.bench.measure.Measurements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @TempDir
    private Path directory;

    private Path file(String text) throws Exception {
        return Files.writeString(directory.resolve("file.json"), text);
    }

    @Test
    void shouldGiveBackTheFiguresWhenTheyWereWritten() throws Exception {
        Measurements measurements = new Measurements();
        measurements.add("Payload.processPool(kind=BYTES,size=1048576)/p99", 1.0972400000000123E-4);
        measurements.add("Payload.processPool(kind=BYTES,size=1048576)/p99", 1.2252524805813637E7);
        measurements.add("BreakEven/from.processes.map", Double.POSITIVE_INFINITY);

        Measurements read = JsonReader.measurements(file(Json.of(measurements)));

        Map<String, Object> figures = new LinkedHashMap<>();
        read.forEach(figures::put);
        Map<String, Object> expected = new LinkedHashMap<>();
        measurements.forEach(expected::put);
        assertThat(figures).isEqualTo(expected).hasSize(2);
    }

    @Test
    void shouldGiveBackTheFactsInOrderWhenTheyWereWritten() throws Exception {
        Map<String, String> facts = Machine.facts();
        facts.put("odd", "a\"b\\c\ndé");

        assertThat(JsonReader.facts(file(Json.of(facts)))).containsExactlyEntriesOf(facts);
    }

    @Test
    void shouldBeEmptyWhenNothingWasMeasured() throws Exception {
        JsonReader.measurements(file(Json.of(new Measurements())))
                .forEach((name, rounds) -> assertThat(name).isNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"A/p50\": [1.0",
                "{\"A/p50\": [1.0]} {}",
                "{\"A/p50\": 1.0}",
                "{\"A/p50\": [\"1.0\"]}",
                "{\"A/p50\": [[1.0]]}",
                "{\"A/p50\": [NaN]}",
                "{\"A/p50\": [1.0], \"A/p50\": [2.0]}",
                "{\"p50\": [1.0]}",
                "figures"
            })
    void shouldRefuseFiguresWhenTheyAreOfAnotherForm(String text) throws Exception {
        Path file = file(text);

        assertThatThrownBy(() -> JsonReader.measurements(file)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void shouldRefuseFactsWhenTheyAreNoStrings() throws Exception {
        Path file = file("{\"cores\": 2}");

        assertThatThrownBy(() -> JsonReader.facts(file))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("expected=VALUE_STRING found=VALUE_NUMBER_INT");
    }
}
