package dev.ringwork.process;

import dev.ringwork.contract.Gate;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** What the workers do in the tests of this package. Static, so that method references to them cross. */
final class WorkerTasks {
    private static int calls;

    private WorkerTasks() {}

    /** The pid of the worker that runs it. */
    static long pid(Object ignored) {
        return ProcessHandle.current().pid();
    }

    /** How many calls of this method this worker has run, this one included. */
    static int countCalls(Object ignored) {
        return ++calls;
    }

    /** Says that it is here, then waits for an interrupt and returns what the flag is like in between. */
    static boolean waitForInterrupt(Gate gate) {
        boolean interruptedBefore = Thread.currentThread().isInterrupted();
        gate.arrive();
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
        return interruptedBefore;
    }

    /** Whether the flag of the thread that runs it is set. */
    static boolean isInterrupted(int ignored) {
        return Thread.currentThread().isInterrupted();
    }

    /** Says that it is here, then neither ends nor listens. */
    static int neverEnd(Gate gate) {
        gate.arrive();
        while (true) {
            LockSupport.park();
            Thread.interrupted();
        }
    }

    /** Closes the descriptor over which a worker rings, as native code might, and never ends. */
    static int closeStdoutAndStay(int ignored) throws Exception {
        new FileOutputStream(FileDescriptor.out).close();
        new CountDownLatch(1).await();
        return ignored;
    }

    static int exit(int code) {
        System.exit(code);
        return code;
    }

    /** Passes the gate, then exits, as a worker that dies on its own. */
    static int passThenExit(Gate gate, int code) throws InterruptedException {
        gate.pass();
        return exit(code);
    }

    /** Exits while a shutdown hook of its own blocks. */
    static int exitWithBlockingHook(int code) {
        blockExit();
        return exit(code);
    }

    /** Passes the gate in a worker with a shutdown hook that never ends. */
    static int passWithBlockingHook(Gate gate) throws InterruptedException {
        blockExit();
        gate.pass();
        return 1;
    }

    /** As that, and the hook holds the stream over which the worker might say so. */
    static int exitWithHookThatHoldsStderr(int code) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            synchronized (System.err) {
                park();
            }
        }));
        return exit(code);
    }

    /** As that, after the task has put a stream in the place of stderr that takes nothing. */
    static int exitWithBlockedStderr(int code) {
        System.setErr(new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void println(String line) {
                park();
            }
        });
        return exitWithBlockingHook(code);
    }

    /** As that, after the task has put a stream in the place of stderr that throws. */
    static int exitWithBrokenStderr(int code) {
        System.setErr(new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void println(String line) {
                throw new IllegalStateException("asked for");
            }
        });
        return exitWithBlockingHook(code);
    }

    private static void blockExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(WorkerTasks::park));
    }

    private static void park() {
        while (true) {
            LockSupport.park();
        }
    }

    /** Passes the gate in a worker whose shutdown hook arrives at another one. */
    static int passWithHook(Gate gate, Gate hook) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(hook::arrive));
        gate.pass();
        return 1;
    }

    /** Says something on stderr, leaves a process behind that holds this one's pipes, and returns its pid. */
    static long leaveGrandchild(int seconds) throws IOException {
        System.err.println("a grandchild comes");
        return new ProcessBuilder("sleep", Integer.toString(seconds))
                .inheritIO()
                .start()
                .pid();
    }

    /** The answer of a pool that this worker makes for itself. */
    static int sumInPoolOfOwn(int a, int b) {
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(1).workerHeap("24m").build()) {
            return pool.submit(dev.ringwork.contract.Tasks::sum, a, b).result();
        }
    }
}
