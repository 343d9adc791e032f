package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

        assertThat(new CrashReports(directory, List.of()).of(PID)).isNull();
    }

    @Test
    void shouldLookInTheWorkingDirectoryUnlessToldOtherwise() throws IOException {
        Path report = make("hs_err_pid987654321.log");

        assertThat(new CrashReports(directory, List.of("-Xss1m")).of(PID)).isEqualTo(report);
    }

    @Test
    void shouldLookWhereTheJvmWasToldToWrite() throws IOException {
        Path report = make("crash-987654321.txt");
        make("hs_err_pid987654321.log");

        assertThat(new CrashReports(directory, List.of("-XX:ErrorFile=crash-%p.txt")).of(PID))
                .isEqualTo(report);
        assertThat(new CrashReports(Path.of("/"), List.of("-XX:ErrorFile=" + directory + "/crash-%p.txt")).of(PID))
                .isEqualTo(report);
    }
}
