package dev.ringwork.bench.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A CPython to compare with: 3.13 if there is one, else python3. What is on the path may be a version manager's stand-in that
 * knows of no such version, so each is asked.
 */
final class Python {
    private static final long ANSWER_SECONDS = 20;
    private static final String QUESTION =
            "import sys, concurrent.futures; assert sys.version_info >= (3, 7); print(sys.version.split()[0])";

    private final String command;
    private final String version;

    private Python(String command, String version) {
        this.command = command;
        this.version = version;
    }

    static Optional<Python> find() {
        return candidates().stream().flatMap(command -> ask(command).stream()).findFirst();
    }

    private static List<String> candidates() {
        List<String> commands = new ArrayList<>();
        commands.add("python3.13");
        Path managed = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
        if (Files.isDirectory(managed)) {
            try (Stream<Path> versions = Files.list(managed)) {
                versions.filter(v -> v.getFileName().toString().startsWith("3.13"))
                        .map(v -> v.resolve("bin").resolve("python3").toString())
                        .forEach(commands::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        commands.add("python3");
        return commands;
    }

    private static Optional<Python> ask(String command) {
        try {
            Process process = new ProcessBuilder(command, "-c", QUESTION)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean answered = process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            return answered ? Optional.of(new Python(command, answer)) : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    String version() {
        return version;
    }

    /** The command that runs one section of our script, which is written to a directory first. */
    List<String> command(Path directory, String section) throws IOException {
        Path script = directory.resolve("rival.py");
        if (!Files.exists(script)) {
            try (InputStream text = Python.class.getResourceAsStream("/dev/ringwork/bench/rival.py")) {
                if (text == null) {
                    throw new IOException("the jar holds its script: resource=/dev/ringwork/bench/rival.py");
                }
                Files.copy(text, script);
            }
        }
        return List.of(command, script.toString(), section);
    }
}
