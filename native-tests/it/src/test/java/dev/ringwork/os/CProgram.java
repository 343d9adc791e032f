package dev.ringwork.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** A program of the tests that is written in C, compiled where it is used. */
public final class CProgram {
    /** Symbols are bound at the start, so that no step of a program is one of the dynamic linker's. */
    private static final List<String> FLAGS = List.of("-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-Wl,-z,now");

    private final Path executable;

    private CProgram(Path executable) {
        this.executable = executable;
    }

    /** Compiles {@code src/test/c/<name>.c} into a directory. */
    public static CProgram compile(String name, Path directory) throws IOException, InterruptedException {
        Path sources = Path.of(System.getProperty("basedir", "."), "src", "test", "c");
        Path executable = directory.resolve(name);
        List<String> command = new ArrayList<>();
        command.add(Means.program("gcc", "gcc libc6-dev"));
        command.addAll(FLAGS);
        command.addAll(List.of(
                "-o", executable.toString(), sources.resolve(name + ".c").toString()));
        Output output = run(command);
        Assertions.assertEquals(0, output.exitCode(), () -> "gcc refuses " + name + ".c:\n" + output.text());
        return new CProgram(executable);
    }

    /** What a program wrote, stderr included, and how it ended. */
    public record Output(int exitCode, String text) {}

    /** Runs it to its end. */
    public Output run(String... arguments) throws IOException, InterruptedException {
        return run(command(arguments));
    }

    private static Output run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text);
        }
    }

    /** The command that runs it. */
    public List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(executable.toString());
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }
}
