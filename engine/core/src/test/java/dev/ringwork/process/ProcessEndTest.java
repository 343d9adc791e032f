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
    private ProcessHandle child;

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
        if (child != null) {
            child.destroyForcibly();
        }
        if (parent != null) {
            parent.destroyForcibly().waitFor();
        }
    }

    /** A child, of a process that waits for none, which then does this. */
    private Alive child(String command) throws IOException {
        String once = "while [ -d /proc/$$ ] && ! grep -q sleep /proc/$$/comm; do :; done; ";
        parent = new ProcessBuilder("sh", "-c", "(" + once + command + ") & echo $!; exec sleep 1000")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = parent.inputReader(StandardCharsets.UTF_8);
        Alive process = new Alive(Long.parseLong(output.readLine()));
        child = ProcessHandle.of(process.pid()).orElse(null);
        Path name = Path.of("/proc", Long.toString(parent.pid()), "comm");
        await().until(() -> Files.readString(name).startsWith("sleep"));
        return process;
    }

    @Test
    void shouldSeeThatAProcessIsGoneWhoseExitNobodyHasSeen() throws IOException {
        ProcessEnd exited = new ProcessEnd(child("exit 3"), parent.pid());

        await().until(exited::isGone);

        assertThat(exited.exitCode()).isEqualTo(3);
    }

    @Test
    void shouldSeeWhichSignalEndedAProcessWhoseExitNobodyHasSeen() throws IOException {
        Alive process = child("exec sleep 1000");
        ProcessEnd killed = new ProcessEnd(process, parent.pid());
        assertThat(killed.isGone()).isFalse();

        ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();

        await().until(killed::isGone);
        assertThat(killed.exitCode()).isEqualTo(137);
    }

    @Test
    void shouldTakeItForGoneAtTheSecondLookWhenNothingIsLeftOfIt() {
        ProcessEnd nobody = new ProcessEnd(new Alive(Integer.MAX_VALUE));

        assertThat(nobody.isGone()).as("the JDK may be about to say so").isFalse();
        assertThat(nobody.isGone()).isTrue();
        assertThat(nobody.exitCode()).isEqualTo(ProcessEnd.UNKNOWN);
    }

    @Test
    void shouldTakeItForGoneAtTheSecondLookWhenItsPidIsAnothers() throws IOException {
        ProcessEnd reused = new ProcessEnd(child("exec sleep 1000"));

        assertThat(reused.isGone()).isFalse();
        assertThat(reused.isGone()).isTrue();
        assertThat(reused.exitCode()).isEqualTo(ProcessEnd.UNKNOWN);
    }

    @Test
    void shouldTakeTheJdksWordWhenItHasOne() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "exit 7").start();
        process.waitFor();
        ProcessEnd end = new ProcessEnd(process);

        assertThat(end.isGone()).isTrue();
        assertThat(end.exitCode()).isEqualTo(7);
    }
}
