package dev.ringwork.bench.suite;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.ringwork.bench.measure.Measurements;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Facts and figures from the files that {@link Json} wrote. What isn't of their form is refused, with its place. */
public final class JsonReader {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonReader() {}

    /** What is done with a value that the parser stands at. */
    private interface Values {
        void read(String name, JsonParser parser) throws IOException;
    }

    /** From an object of strings. */
    public static Map<String, String> facts(Path file) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        object(file, (name, parser) -> {
            expect(JsonToken.VALUE_STRING, parser);
            facts.put(name, parser.getText());
        });
        return facts;
    }

    /** From an object of arrays, one number a round. */
    public static Measurements measurements(Path file) throws IOException {
        Measurements measurements = new Measurements();
        object(file, (name, parser) -> {
            expect(JsonToken.START_ARRAY, parser);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                add(measurements, name, parser);
            }
        });
        return measurements;
    }

    private static void add(Measurements measurements, String name, JsonParser parser) throws IOException {
        try {
            measurements.add(name, number(parser));
        } catch (IllegalArgumentException e) {
            throw new JsonParseException(parser, e.getMessage(), e);
        }
    }

    /** JSON has no infinity, which is written as null. */
    private static double number(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return Double.POSITIVE_INFINITY;
        }
        if (!parser.currentToken().isNumeric()) {
            throw new JsonParseException(parser, "a number is expected: found=" + parser.currentToken());
        }
        return parser.getDoubleValue();
    }

    private static void object(Path file, Values values) throws IOException {
        try (InputStream stream = Files.newInputStream(file);
                JsonParser parser = FACTORY.createParser(stream)) {
            parser.nextToken();
            expect(JsonToken.START_OBJECT, parser);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                values.read(name, parser);
            }
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "one object is expected: found=" + parser.currentToken());
            }
        }
    }

    private static void expect(JsonToken wanted, JsonParser parser) throws IOException {
        if (parser.currentToken() != wanted) {
            throw new JsonParseException(
                    parser, "another value is expected: expected=" + wanted + " found=" + parser.currentToken());
        }
    }
}
