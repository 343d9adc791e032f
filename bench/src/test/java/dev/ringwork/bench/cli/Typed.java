package dev.ringwork.bench.cli;

import dev.ringwork.bench.measure.Measurements;
import dev.ringwork.bench.suite.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** A command line that was run: its exit code and what it printed. */
record Typed(int exit, String out, String err) {

    static Typed line(Object... words) {
        String[] args = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            args[i] = words[i].toString();
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        int exit = commandLine.execute(args);
        return new Typed(exit, out.toString(), err.toString());
    }

    /** A directory as a run leaves it. */
    static Path run(Path directory, Measurements measurements, Map<String, String> facts) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("figures.json"), Json.of(measurements));
        Files.writeString(directory.resolve("machine.json"), Json.of(facts));
        return directory;
    }

    /** Adds a figure. */
    static Measurements with(Measurements measurements, String name, double... rounds) {
        for (double round : rounds) {
            measurements.add(name, round);
        }
        return measurements;
    }
}
