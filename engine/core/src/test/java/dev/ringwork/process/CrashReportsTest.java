package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashReportsTest {
    private static final long PID = 987_654_321L;

    @TempDir
    private Path directory;

    private Path make(String name) throws IOException {
        return Files.createFile(directory.resolve(name));
    }

    @Test
    void shouldFindNoneWhenThereIsNone() throws IOException {
        make("hs_err_pid1.log");

        assertThat(new CrashReports(directory, List.of()).of(PID, Map.of())).isNull();
    }

    @Test
    void shouldLookInTheWorkingDirectoryUnlessToldOtherwise() throws IOException {
        Path report = make("hs_err_pid987654321.log");

        assertThat(new CrashReports(directory, List.of("-Xss1m")).of(PID, Map.of()))
                .isEqualTo(report);
    }

    @Test
    void shouldLookWhereTheJvmWasToldToWrite() throws IOException {
        Path report = make("crash-987654321.txt");
        make("hs_err_pid987654321.log");

        assertThat(new CrashReports(directory, List.of("-XX:ErrorFile=crash-%p.txt")).of(PID, Map.of()))
                .isEqualTo(report);
        assertThat(new CrashReports(Path.of("/"), List.of("-XX:ErrorFile=" + directory + "/crash-%p.txt"))
                        .of(PID, Map.of()))
                .isEqualTo(report);
    }

    /** Where a JVM writes that may not write into its working directory; what this one calls its temporary directory is nothing to that. */
    @Test
    void shouldLookInTmpWhateverTheTemporaryDirectoryOfThisJvmIs() throws IOException {
        long pid = Long.MAX_VALUE - ProcessHandle.current().pid(); // nobody's
        Path report = Files.createFile(Path.of("/tmp/hs_err_pid" + pid + ".log"));
        String temporary = System.getProperty("java.io.tmpdir");
        try {
            System.setProperty("java.io.tmpdir", directory.toString());

            assertThat(new CrashReports(directory, List.of()).of(pid, Map.of())).isEqualTo(report);
        } finally {
            System.setProperty("java.io.tmpdir", temporary);
            Files.delete(report);
        }
    }

    /** Small pids come again, in containers above all. */
    @Test
    void shouldNotTakeTheReportOfAnotherProcessWithTheSamePid() throws IOException {
        Path report = make("hs_err_pid987654321.log");
        CrashReports reports = new CrashReports(directory, List.of());
        Map<Path, FileTime> before = reports.before(PID);

        assertThat(reports.of(PID, before)).isNull();

        Files.setLastModifiedTime(report, FileTime.fromMillis(0));
        assertThat(reports.of(PID, before)).as("it was written anew").isEqualTo(report);
    }

    @Test
    void shouldNotFollowALinkThatSomebodyPlanted() throws IOException {
        Path target = make("target");
        Files.createSymbolicLink(directory.resolve("hs_err_pid987654321.log"), target);

        assertThat(new CrashReports(directory, List.of()).of(PID, Map.of())).isNull();
    }
}
