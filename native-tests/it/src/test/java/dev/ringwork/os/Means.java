package dev.ringwork.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds what a test needs of the system. Where it is missing the test fails on CI (the variable {@code CI} is set), since a
 * proof that was left out proves nothing, and is skipped elsewhere; either way it says what to install.
 */
public final class Means {
    private static final long PROBE_SECONDS = 20;

    private Means() {}

    /** The path of a program, which comes with the named Debian package. */
    public static String program(String name, String debianPackage) {
        Optional<Path> found = onPath(name);
        if (found.isEmpty()) {
            throw missing("the program " + name + " is not on the PATH", "apt-get install " + debianPackage);
        }
        return found.get().toString();
    }

    private static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The first of these files that exists; they come with the named Debian package. */
    public static Path file(String debianPackage, Path... places) {
        return Stream.of(places)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(
                        () -> missing("none of " + List.of(places) + " is here", "apt-get install " + debianPackage));
    }

    /** Ends the test unless the command, which is harmless, exits with 0. */
    public static void works(List<String> command, String otherwise) {
        try {
            Process probe = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                probe.destroyForcibly();
                throw missing("a probe hangs: " + command, otherwise);
            }
            if (probe.exitValue() != 0) {
                throw missing("a probe fails: exitCode=" + probe.exitValue() + " command=" + command, otherwise);
            }
        } catch (IOException e) {
            throw missing("a probe can't be started: " + e, otherwise);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        }
    }

    /** Ends the test: fails it on CI, skips it elsewhere. Returns nothing; declared so that it can be thrown. */
    public static RuntimeException missing(String what, String whatToDo) {
        String message = "this test needs more of its system: " + what + "; " + whatToDo;
        if (System.getenv("CI") != null) {
            Assertions.fail(message);
        }
        Assumptions.abort(message);
        throw new IllegalStateException(message);
    }
}
