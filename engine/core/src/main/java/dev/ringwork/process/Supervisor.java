package dev.ringwork.process;

import dev.ringwork.run.ErrorLog;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread of a process pool that starts, replaces and ends workers. What others want of it they put into its queue;
 * what it wants of itself later it schedules.
 */
final class Supervisor implements Runnable {
    private static final long LONGEST_WAIT_NANOS = 1_000_000_000L;
    /** Starting a few processes takes as long; a stop that could be mistaken for another's takes longer. */
    private static final long MOST_LATENESS_NANOS = 500_000_000L;

    /** Until something for which there was no memory is done again. */
    private static final long AGAIN_NANOS = LONGEST_WAIT_NANOS;

    /** What comes again and again comes by so much of its period earlier when the thread is awake anyhow: a wake-up less. */
    private static final int EARLINESS = 16;

    private static final ErrorLog.Report FAILED = new ErrorLog.Report("a command of a pool's supervisor failed");
    private static final ErrorLog.Report INTERRUPTED =
            new ErrorLog.Report("a pool's supervisor is not to be interrupted");

    /**
     * Without a lock: in JDK 17 who signals a condition and finds no memory leaves the one who waits for it in a loop without end.
     */
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    /** Touched by the supervisor's thread only. */
    private final PriorityQueue<Later> later = new PriorityQueue<>();

    private final Thread thread;
    private volatile boolean ended;

    /** What is due at a time; with a period, again and again. */
    private static final class Later implements Comparable<Later> {
        final Runnable command;
        final long periodNanos;
        long atNanos;

        Later(long delayNanos, long periodNanos, Runnable command) {
            this.atNanos = System.nanoTime() + delayNanos;
            this.periodNanos = periodNanos;
            this.command = command;
        }

        @Override
        public int compareTo(Later other) {
            return Long.compare(atNanos - other.atNanos, 0);
        }
    }

    Supervisor(String name) {
        this.thread = new Thread(null, this, name, 0, false);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isOwnThread(Thread other) {
        return other == thread;
    }

    /** Has something done soon. Commands given after {@link #end} are dropped. */
    void tell(Runnable command) {
        commands.add(command);
        LockSupport.unpark(thread);
    }

    /**
     * Has something done after a while. For the supervisor's own thread. When there is no memory for it it is done again, so
     * doing it twice must be as good as once.
     */
    void schedule(long delayNanos, Runnable command) {
        later.add(new Later(delayNanos, 0, command));
    }

    /**
     * Has something done again and again. To be called before {@link #start}. What comes much too late is left out: then this
     * process itself did not run, and what it would find says nothing about the others.
     */
    void every(long nanos, Runnable command) {
        later.add(new Later(nanos, nanos, command));
    }

    /** How late what comes with this period may come and isn't left out. */
    static long mostLateness(long periodNanos) {
        return Math.max(periodNanos, MOST_LATENESS_NANOS);
    }

    /** Ends the thread after the current command. */
    void end() {
        ended = true;
    }

    @Override
    public void run() {
        while (!ended) {
            try {
                if (Thread.interrupted()) { // nobody's to send; what commands do with files would fail for it
                    INTERRUPTED.warning(new InterruptedException());
                }
                Runnable command = commands.poll();
                if (command != null) {
                    command.run();
                } else {
                    park();
                }
                runDue();
            } catch (Throwable t) { // the pool needs its supervisor
                FAILED.error(t);
            }
        }
    }

    /** Until there is a command, as a rule, or something is due. */
    private void park() {
        LockSupport.parkNanos(this, nanosUntilDue());
    }

    private long nanosUntilDue() {
        Later first = later.peek();
        return first == null ? LONGEST_WAIT_NANOS : Math.max(0, first.atNanos - System.nanoTime());
    }

    private void runDue() {
        Later first;
        while ((first = later.peek()) != null && first.atNanos - System.nanoTime() <= first.periodNanos / EARLINESS) {
            later.remove();
            if (first.periodNanos == 0) {
                runOnce(first);
            } else {
                runPeriodic(first);
            }
        }
    }

    private void runOnce(Later once) {
        try {
            once.command.run();
        } catch (VirtualMachineError e) {
            once.atNanos = System.nanoTime() + AGAIN_NANOS;
            later.add(once); // the same, in whose place nothing came as a rule: it takes no memory
            throw e;
        }
    }

    private void runPeriodic(Later periodic) {
        long now = System.nanoTime();
        long lateness = now - periodic.atNanos;
        periodic.atNanos = Math.max(now, periodic.atNanos) + periodic.periodNanos; // else it would come ever earlier
        later.add(periodic); // first, so that a command that fails once is tried again; and the same, which takes no
        // memory
        if (lateness <= mostLateness(periodic.periodNanos)) {
            periodic.command.run();
        }
    }
}
