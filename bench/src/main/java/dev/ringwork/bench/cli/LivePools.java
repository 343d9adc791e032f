package dev.ringwork.bench.cli;

import dev.ringwork.bench.live.Snapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code stat} and {@code top} have in common: whom they look at, and what they say when there is nothing to see. */
final class LivePools {
    private static final Path PROCESSES = Path.of("/proc");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "PID",
            arity = "0..1",
            description = "the process that made the pools (default: all that this user may look into)")
    private @Nullable Long pid;

    private final Set<String> reported = new HashSet<>();

    /** Looks once. */
    Snapshot take() throws IOException {
        return Snapshot.take(pid == null ? OptionalLong.empty() : OptionalLong.of(pid));
    }

    /** Says on stderr what could not be read, each once. */
    void reportProblems(Snapshot snapshot) {
        PrintWriter err = spec.commandLine().getErr();
        snapshot.problems().stream().filter(reported::add).forEach(problem -> err.println("ringwork: " + problem));
        err.flush();
    }

    /** Says on stderr what could not be read, and why there is nothing when there is nothing; whether there is something. */
    boolean report(Snapshot snapshot) throws IOException {
        reportProblems(snapshot);
        if (snapshot.coordinators().isEmpty()) {
            spec.commandLine().getErr().println("ringwork: " + whyNothing());
            return false;
        }
        return true;
    }

    private String whyNothing() throws IOException {
        if (pid == null) {
            return "no pool of processes was found: user=" + System.getProperty("user.name")
                    + "; its workers start with its first call, and only its own user and root see it";
        }
        Path process = PROCESSES.resolve(pid.toString());
        if (!Files.exists(process)) {
            return "a process that runs is needed: pid=" + pid + "; without a pid all that have pools are shown";
        }
        if (!mayLookInto(process)) {
            return "only its own user and root may look into a process: pid=" + pid + " user="
                    + System.getProperty("user.name") + "; run this as that user";
        }
        return "this process has no pool of processes with a worker: pid=" + pid
                + "; workers start with the first call; name the process that made the pool, by the pid that it has itself";
    }

    /** By the kernel's own rule for what processes have open, which knows more than the mode of files. */
    private static boolean mayLookInto(Path process) throws IOException {
        try {
            Files.readSymbolicLink(process.resolve("exe"));
            return true;
        } catch (NoSuchFileException e) {
            return true; // it has ended meanwhile, or is one of the kernel's
        } catch (AccessDeniedException e) {
            return false;
        }
    }
}
