package dev.ringwork.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program run as a user would run it: a JVM of its own, a class path, no flag. */
final class ChildJvm {
    private static final long LIMIT_SECONDS = 40;

    private ChildJvm() {}

    /**
     * Runs a main class to its end, and fails unless it ends in time, with exit code 0 and nothing on stderr.
     *
     * @param directory for the files that take its output
     * @return the lines of its stdout
     */
    static List<String> run(Path directory, String classPath, String mainClass)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath, mainClass)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("%s ends", mainClass).isTrue();
        assertThat(Files.readString(err)).as("stderr of %s", mainClass).isEmpty();
        assertThat(process.exitValue()).as("exit code of %s", mainClass).isZero();
        return Files.readAllLines(out);
    }
}
