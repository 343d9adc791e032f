package dev.ringwork.process;

import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.os.CProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/**
 * A pool of one worker in C that runs under a tracer, which kills or stops it after so many instructions of a part of its work.
 * The pool knows nothing of the tracer; it starts a new worker after each kill.
 */
final class Stepping implements AutoCloseable {
    private static final int RING_BYTES = 1 << 13;
    private static final long SECONDS = 20;
    private static final String KILLED = "killed after ";
    private static final String STOPPED = "stopped after ";
    private static final String COMMITTED = ", committed";
    private static final String ENDED = "ended after ";

    private final Path order;
    private final Path runs;
    private final LinkedBlockingQueue<String> reports = new LinkedBlockingQueue<>();
    private final ProcessPool pool;

    /**
     * How a call ended whose worker was to be killed.
     *
     * @param killed whether the part of the work was long enough for that
     * @param committed whether the record that makes the result whole was committed before the kill
     * @param result the result, empty when the future said that the worker died
     * @param runs how often the call was begun
     */
    record Trial(boolean killed, boolean committed, Optional<Object> result, long runs) {}

    /**
     * How a call ended that was cancelled while its worker stood still.
     *
     * @param stopped whether the part of the work was long enough for that
     * @param committed whether the record that makes the result whole was committed by then
     * @param doneBefore whether its future was done before it was cancelled
     * @param cancelled what {@code cancel} said
     * @param result the result, empty when the future is cancelled
     * @param next the result of the call behind it, with the same argument
     * @param runs how many of the two were begun
     */
    record Stop(
            boolean stopped,
            boolean committed,
            boolean doneBefore,
            boolean cancelled,
            Optional<Object> result,
            Object next,
            long runs) {}

    /** Steps through the part of the work that the worker calls {@code part}. */
    Stepping(String part, Duration spin, Path directory) throws IOException, InterruptedException {
        CProgram peer = CProgram.compile("peer", directory);
        CProgram stepper = CProgram.compile("stepper", directory);
        order = directory.resolve("order");
        runs = Files.createTempFile(directory, "runs", "");
        pool = ProcessPool.builder()
                .maxWorkers(1)
                .ringCapacity(RING_BYTES)
                .spin(spin)
                .environment(Map.of("PEER_RUNS", runs.toString(), "PEER_MARK", part))
                .workerProgram(stepper.command(order.toString(), peer.command().get(0)))
                .workerOutput(line -> reports.add(line.text()))
                .build();
    }

    /** A call that nobody disturbs. */
    Object call(Object argument) throws InterruptedException, ExecutionException {
        return pool.submit(PeerAnswers::inC, argument).get();
    }

    /** A call whose worker is killed after so many instructions. */
    Trial callAndKill(Object argument, int steps) throws Exception {
        long runsBefore = Files.size(runs);
        order(steps + " kill");
        TaskFuture<Object> future = pool.submit(PeerAnswers::inC, argument);
        Optional<Object> result;
        try {
            result = Optional.of(future.get(SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            Assertions.assertInstanceOf(WorkerDiedException.class, e.getCause());
            result = Optional.empty();
        }
        String report = report();
        boolean committed = report.equals(KILLED + steps + COMMITTED);
        boolean killed = committed || is(KILLED + steps, report);
        return new Trial(killed, committed, result, Files.size(runs) - runsBefore);
    }

    /**
     * A call whose worker is stopped after so many instructions, cancelled meanwhile, and another one behind it; then the worker
     * goes on.
     */
    Stop callAndCancelWhileStopped(Object argument, int steps) throws Exception {
        long runsBefore = Files.size(runs);
        order(steps + " stop");
        TaskFuture<Object> future = pool.submit(PeerAnswers::inC, argument);
        String report = report();
        boolean committed = report.equals(STOPPED + steps + COMMITTED);
        boolean stopped = committed || is(STOPPED + steps, report);
        boolean doneBefore = future.isDone();
        boolean cancelled = future.cancel(false);
        TaskFuture<Object> behind = pool.submit(PeerAnswers::inC, argument);
        if (stopped) {
            order("go on");
        }
        Object next = behind.get(SECONDS, TimeUnit.SECONDS);
        Optional<Object> result =
                future.isCancelled() ? Optional.empty() : Optional.of(future.get(SECONDS, TimeUnit.SECONDS));
        return new Stop(stopped, committed, doneBefore, cancelled, result, next, Files.size(runs) - runsBefore);
    }

    private void order(String text) throws IOException {
        Path draft = Files.writeString(order.resolveSibling("draft"), text);
        Files.move(draft, order, StandardCopyOption.ATOMIC_MOVE);
    }

    private String report() throws InterruptedException {
        String report = reports.poll(SECONDS, TimeUnit.SECONDS);
        Assertions.assertNotNull(report, "a word from the stepper");
        return report;
    }

    /** Whether it says that; false when the part of the work was over before. */
    private static boolean is(String expected, String report) {
        if (!report.equals(expected) && !report.startsWith(ENDED)) {
            Assertions.fail("the stepper can't go on: " + report);
        }
        return report.equals(expected);
    }

    long workersLost() {
        return pool.stats().workersLost();
    }

    @Override
    public void close() {
        pool.close();
    }
}
