package dev.ringwork.bench.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.ringwork.bench.measure.Measurements;
import dev.ringwork.bench.suite.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is read again of the files that a run left.
 *
 * @param source the directory or file that was named
 * @param facts about the machine; empty where nobody kept them
 */
record Input(Path source, Measurements measurements, Map<String, String> facts) {
    private static final String FIGURES = "figures.json";
    private static final String MACHINE = "machine.json";

    private interface Reader<T> {
        T read(Path file) throws IOException;
    }

    /** From a directory, or from a file of figures with the machine's facts beside it. */
    static Input at(Path source) throws UnreadableInputException {
        if (!Files.exists(source)) {
            throw new UnreadableInputException("a directory that a run left is needed, and there is none: dir=" + source
                    + "; run ./ringwork bench --out " + source + ", or name another");
        }
        boolean directory = Files.isDirectory(source);
        Path figures = directory ? source.resolve(FIGURES) : source;
        if (!Files.exists(figures)) {
            throw new UnreadableInputException("a run leaves its figures in " + FIGURES + ", and there is none: dir="
                    + source + "; run ./ringwork bench --out " + source + ", or name another directory");
        }
        Path machine = figures.resolveSibling(MACHINE);
        return new Input(
                source,
                read(figures, "figures are an object of arrays of numbers, one a round", JsonReader::measurements),
                Files.exists(machine)
                        ? read(machine, "facts about a machine are an object of strings", JsonReader::facts)
                        : Map.of());
    }

    private static <T> T read(Path file, String rule, Reader<T> reader) throws UnreadableInputException {
        try {
            return reader.read(file);
        } catch (JsonProcessingException e) {
            throw new UnreadableInputException(
                    rule + ": file=" + file + " line=" + e.getLocation().getLineNr() + " column="
                            + e.getLocation().getColumnNr() + " found=\"" + e.getOriginalMessage()
                            + "\"; name what ./ringwork bench wrote, or run it again",
                    e);
        } catch (IOException e) {
            throw new UnreadableInputException(
                    "what a run left must be readable: file=" + file + " why=" + e + "; see to its permissions", e);
        }
    }

    /** Where the facts would be. */
    Path machine() {
        return Files.isDirectory(source) ? source.resolve(MACHINE) : source.resolveSibling(MACHINE);
    }
}
