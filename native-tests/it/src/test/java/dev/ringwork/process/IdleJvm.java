package dev.ringwork.process;

import dev.ringwork.os.Jvm;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A JVM that does nothing: how long it takes the kernel to end one is the least that a dead worker can take to be seen. */
final class IdleJvm {
    private IdleJvm() {}

    /** Says that it is up, then waits for a byte that never comes. */
    public static void main(String[] args) throws IOException {
        System.out.write('u');
        System.out.flush();
        System.in.read();
    }

    /** Kills such a JVM, with a heap of 8 MiB, and waits until it is reaped. */
    static Duration kill() throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(Jvm.command(List.of("-Xmx8m"), IdleJvm.class)).start();
        if (jvm.getInputStream().read() < 0) {
            throw new IOException("a JVM could not be started: exitCode=" + jvm.waitFor());
        }
        long start = System.nanoTime();
        jvm.destroyForcibly();
        jvm.waitFor();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
