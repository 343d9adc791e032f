package dev.ringwork.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, as a user would start it, and how it ended. */
record Run(int exitCode, String out, String err) {
    private static final long LIMIT_SECONDS = 50;

    /** How to start one. */
    static final class Command {
        private final ProcessBuilder builder;
        private final Path directory;

        /** Runs in {@code directory}, where its output goes to files. */
        Command(Jdk jdk, Path directory, String... arguments) {
            this(jdk.java(), directory, arguments);
        }

        Command(Path java, Path directory, String... arguments) {
            List<String> words = new ArrayList<>(List.of(java.toString()));
            words.addAll(List.of(arguments));
            this.directory = directory;
            this.builder = new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectOutput(directory.resolve("out").toFile())
                    .redirectError(directory.resolve("err").toFile());
            builder.environment()
                    .put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        }

        Command environment(Map<String, String> variables) {
            builder.environment().putAll(variables);
            return this;
        }

        Process start() throws IOException {
            return builder.start();
        }

        /** Runs it to its end. */
        Run run() throws IOException, InterruptedException {
            Process process = start();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            Run run = result(process);
            assertThat(ended).as("it ends: %s", run).isTrue();
            return run;
        }

        Run result(Process process) throws IOException {
            return new Run(
                    process.exitValue(),
                    Files.readString(directory.resolve("out")),
                    Files.readString(directory.resolve("err")));
        }
    }

    /** Fails unless the app's own check passed, with nothing on stderr. */
    void assertWorks() {
        assertThat(err).as("stderr").isEmpty();
        assertThat(out).as("stdout").isEqualTo(App.WORKS + "\n");
        assertThat(exitCode).as("exit code").isZero();
    }
}
