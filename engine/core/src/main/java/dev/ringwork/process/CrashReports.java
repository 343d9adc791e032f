package dev.ringwork.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the JVMs of the workers leave their crash reports ({@code hs_err_pid….log}). */
final class CrashReports {
    private static final String OPTION = "-XX:ErrorFile=";
    private static final String PID = "%p";
    private static final String DEFAULT_NAME = "hs_err_pid%p.log";

    private final List<Path> patterns;

    /** For workers with these options: where they were told to, else where a JVM writes unless told. */
    CrashReports(Path workingDirectory, List<String> jvmArguments) {
        List<Path> places = new ArrayList<>();
        for (String argument : jvmArguments) {
            if (argument.startsWith(OPTION)) {
                places.add(workingDirectory.resolve(argument.substring(OPTION.length())));
            }
        }
        places.add(workingDirectory.resolve(DEFAULT_NAME));
        places.add(Path.of(System.getProperty("java.io.tmpdir"), DEFAULT_NAME));
        this.patterns = List.copyOf(places);
    }

    /** The report of a process that is gone, null when it left none. */
    @Nullable
    Path of(long pid) {
        for (Path pattern : patterns) {
            Path report = Path.of(pattern.toString().replace(PID, Long.toString(pid)));
            if (Files.isRegularFile(report)) {
                return report;
            }
        }
        return null;
    }
}
