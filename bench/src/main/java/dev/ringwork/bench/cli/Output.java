package dev.ringwork.bench.cli;

import dev.ringwork.bench.goal.TargetTable;
import dev.ringwork.bench.plot.Charts;
import dev.ringwork.bench.suite.Json;
import dev.ringwork.bench.suite.Machine;
import dev.ringwork.bench.suite.Run;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/** The files that a run leaves. */
record Output(Path directory, Path jmh) {
    private static final String JSON = ".json";

    /** In a directory, or beside a file that ends with {@code .json} and takes JMH's results. */
    static Output at(Path out) throws IOException {
        Path absolute = out.toAbsolutePath();
        boolean file = absolute.getFileName().toString().endsWith(JSON);
        Path directory = file ? absolute.resolveSibling("") : absolute;
        Files.createDirectories(directory);
        return new Output(directory, file ? absolute : directory.resolve("jmh" + JSON));
    }

    Path log() {
        return directory.resolve("bench.log");
    }

    void write(Run run, TargetTable table) throws IOException {
        try (PrintStream stream = new PrintStream(Files.newOutputStream(jmh), false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, stream).writeOut(run.jmhResults());
        }
        Files.writeString(directory.resolve("machine" + JSON), Json.of(Machine.facts()));
        Files.writeString(directory.resolve("figures" + JSON), Json.of(run.measurements()));
        Files.writeString(directory.resolve("targets.md"), table.markdown());
        for (Map.Entry<String, String> picture : Charts.of(run.measurements()).entrySet()) {
            Files.writeString(directory.resolve(picture.getKey()), picture.getValue());
        }
    }
}
