package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes of which the JDK says that they are alive, as it does when it has lost their exits. */
@Timeout(30)
class ProcessEndTest {
    private Process parent;

    /** A process with a pid, alive for ever. */
    private static final class Alive extends Process {
        private final long pid;

        Alive(long pid) {
            this.pid = pid;
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public int waitFor() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int exitValue() {
            throw new IllegalThreadStateException("it is alive");
        }

        @Override
        public void destroy() {
            throw new UnsupportedOperationException();
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream getInputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream getErrorStream() {
            throw new UnsupportedOperationException();
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        if (parent != null) {
            parent.destroyForcibly().waitFor();
        }
    }

    /** A child, of a process that waits for none, which then does this. */
    private Alive child(String command) throws IOException {
        String once = "until grep -q sleep /proc/$$/comm; do :; done; ";
        parent = new ProcessBuilder("sh", "-c", "(" + once + command + ") & echo $!; exec sleep 1000")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = parent.inputReader(StandardCharsets.UTF_8);
        Alive child = new Alive(Long.parseLong(output.readLine()));
        Path name = Path.of("/proc", Long.toString(parent.pid()), "comm");
        await().until(() -> Files.readString(name).startsWith("sleep"));
        return child;
    }

    @Test
    void shouldSeeThatAProcessIsGoneWhoseExitNobodyHasSeen() throws IOException {
        Alive exited = child("exit 3");

        await().until(() -> ProcessEnd.isGone(exited));

        assertThat(ProcessEnd.exitCode(exited)).isEqualTo(3);
    }

    @Test
    void shouldSeeWhichSignalEndedAProcessWhoseExitNobodyHasSeen() throws IOException {
        Alive killed = child("exec sleep 1000");
        assertThat(ProcessEnd.isGone(killed)).isFalse();

        ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();

        await().until(() -> ProcessEnd.isGone(killed));
        assertThat(ProcessEnd.exitCode(killed)).isEqualTo(137);
    }

    @Test
    void shouldSeeThatAProcessIsGoneOfWhichNothingIsLeft() {
        Alive nobody = new Alive(Integer.MAX_VALUE);

        assertThat(ProcessEnd.isGone(nobody)).isTrue();
        assertThat(ProcessEnd.exitCode(nobody)).isEqualTo(ProcessEnd.UNKNOWN);
    }

    @Test
    void shouldTakeTheJdksWordWhenItHasOne() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "exit 7").start();
        process.waitFor();

        assertThat(ProcessEnd.isGone(process)).isTrue();
        assertThat(ProcessEnd.exitCode(process)).isEqualTo(7);
    }
}
