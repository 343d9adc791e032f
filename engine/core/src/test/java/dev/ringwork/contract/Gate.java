package dev.ringwork.contract;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds a task until the test opens it, in this process or another: a pair of files. It is how a test decides when a task
 * goes on, instead of guessing how long something takes.
 */
public final class Gate implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long LOOK_NANOS = 200_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String arrived;
    private final String open;

    public Gate(Path directory, String name) {
        this(
                directory.resolve(name + ".arrived").toString(),
                directory.resolve(name + ".open").toString());
    }

    private Gate(String arrived, String open) {
        this.arrived = arrived;
        this.open = open;
    }

    /** A gate of its own for one of several tasks, which opens with this one. */
    public Gate door(int number) {
        return new Gate(arrived + number, open);
    }

    /** Another gate, which opens by itself. */
    public Gate beside(String name) {
        return new Gate(arrived + name, open + name);
    }

    /** For the task: says that it is here, then waits until the gate is open. An interrupt ends the wait. */
    public void pass() throws InterruptedException {
        touch(arrived);
        await(open, "a gate is opened by its test");
    }

    /** For tasks of several processes: whether this is the first of them to ask. */
    public boolean isFirst() {
        try {
            return new File(arrived + ".first").createNewFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For an initializer: lets the first worker through and holds those that come after it. */
    public void holdAllButTheFirst() {
        if (isFirst()) {
            return;
        }
        try {
            pass();
        } catch (InterruptedException e) {
            throw new IllegalStateException("an initializer is interrupted by nobody", e);
        }
    }

    /** For the task: just says that it is here. */
    public void arrive() {
        touch(arrived);
    }

    /** For the test: waits until the task is here. */
    public void awaitArrival() throws InterruptedException {
        await(arrived, "a task arrives at its gate");
    }

    public boolean hasArrived() {
        return Files.exists(Path.of(arrived));
    }

    public void open() {
        touch(open);
    }

    private static void touch(String file) {
        try {
            Files.write(Path.of(file), new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(String file, String rule) throws InterruptedException {
        long start = System.nanoTime();
        while (!Files.exists(Path.of(file))) {
            if (Thread.interrupted()) {
                throw new InterruptedException(rule);
            }
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new IllegalStateException(rule + ": file=" + file + " limit=" + LIMIT);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
