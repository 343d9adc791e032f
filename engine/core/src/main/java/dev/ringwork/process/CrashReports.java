package dev.ringwork.process;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.ringwork.run.ErrorLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the JVMs of the workers leave their crash reports ({@code hs_err_pid….log}). */
final class CrashReports {
    private static final String OPTION = "-XX:ErrorFile=";
    private static final String PID = "%p";
    private static final Path THIS_PROCESS = Path.of("/proc/self");
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
        places.add(Path.of("/tmp", DEFAULT_NAME)); // HotSpot's own on Linux, whatever java.io.tmpdir says
        this.patterns = List.copyOf(places);
    }

    /** What a process could leave, as it is when the process has just begun: of another one that had the same pid before. */
    Map<Path, FileTime> before(long pid) {
        Map<Path, FileTime> found = new HashMap<>();
        for (Path pattern : patterns) {
            Path report = reportOf(pid, pattern);
            FileTime written = writtenByThisUser(report);
            if (written != null) {
                found.put(report, written);
            }
        }
        return found;
    }

    /** The report of a process that is gone, null when it left none that was not there before. */
    @Nullable
    Path of(long pid, Map<Path, FileTime> before) {
        for (Path pattern : patterns) {
            Path report = reportOf(pid, pattern);
            FileTime written = writtenByThisUser(report);
            if (written != null && !written.equals(before.get(report))) {
                return report;
            }
        }
        return null;
    }

    private static Path reportOf(long pid, Path pattern) {
        return Path.of(pattern.toString().replace(PID, Long.toString(pid)));
    }

    /** When it was written last; null when it is no file, or somebody else's. */
    private static @Nullable FileTime writtenByThisUser(Path report) {
        try {
            PosixFileAttributes found = Files.readAttributes(report, PosixFileAttributes.class, NOFOLLOW_LINKS);
            boolean own = found.owner().equals(Files.getOwner(THIS_PROCESS));
            return found.isRegularFile() && own ? found.lastModifiedTime() : null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            ErrorLog.debug("a crash report can't be looked at: " + report, e);
            return null;
        }
    }
}
