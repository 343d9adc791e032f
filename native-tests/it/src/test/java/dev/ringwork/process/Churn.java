package dev.ringwork.process;

import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.contract.Tasks;
import dev.ringwork.fault.Quantiles;
import dev.ringwork.thread.ThreadPool;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator that uses workers and pools up, as many as a line of its stdin says: {@code restarts 200},
 * {@code peers 200} with workers in C, {@code pools 1000}. It answers each with a line once everything is closed. Between {@code hold} and {@code release} it has a pool.
 * After {@code grandchild} it has none, but a process that holds the pipes of a worker that is dead.
 */
final class Churn {
    private static final Duration SOON = Duration.ofMinutes(1);
    /** Longer than any test. */
    private static final int GRANDCHILD_SECONDS = 600;

    private static final int POOLS_AT_A_TIME = 2;
    /** The one pool in so many that isn't a pool of threads. */
    private static final int UNUSED_ONE_IN = 10;

    private static final int PEER_ONE_IN = 100;
    private static final int JVM_ONE_IN = 1000;
    private static final int WAYS_TO_END = 3;
    private static final double NANOS_A_SECOND = 1e9;

    private final List<String> peer;

    private @Nullable ProcessPool held;

    private Churn(List<String> peer) {
        this.peer = peer;
    }

    /** Arguments: the command of a worker in C. */
    public static void main(String[] arguments) throws Exception {
        // The JDK opens its sources of random numbers once and keeps them: for the archive of workers' classes, if that
        // is not made yet.
        new SecureRandom().nextLong();
        Churn churn = new Churn(List.of(arguments));
        System.out.println("up");
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line;
            while ((line = in.readLine()) != null) {
                System.out.println(churn.obey(line.split(" ")));
            }
        }
    }

    private String obey(String[] words) throws Exception {
        return switch (words[0]) {
            case "restarts" -> restarts(Integer.parseInt(words[1]));
            case "peers" -> peers(Integer.parseInt(words[1]));
            case "pools" -> pools(Integer.parseInt(words[1]));
            case "hold" -> hold();
            case "release" -> release();
            case "grandchild" -> grandchild();
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        };
    }

    private String hold() {
        held = small().build();
        expect(2, held.submit(Tasks::twice, 1).result(SOON));
        return "held";
    }

    private String release() {
        Objects.requireNonNull(held).close();
        return "released";
    }

    /** Answers with its pid. */
    private static String grandchild() {
        try (ProcessPool pool = small().build()) {
            long pid = pool.submit(WorkerTasks::leaveGrandchild, GRANDCHILD_SECONDS)
                    .result(SOON);
            expectDeath(pool.submit(Churn::halt, 1));
            expect(2, pool.submit(Tasks::twice, 1).result(SOON));
            return Long.toString(pid);
        }
    }

    private static ProcessPoolBuilder small() {
        return ProcessPool.builder().maxWorkers(1).workerHeap("8m").jvmArguments("-Xss256k", "-XX:TieredStopAtLevel=1");
    }

    private ProcessPoolBuilder smallPeers() {
        return ProcessPool.builder().maxWorkers(1).ringCapacity(1 << 13).workerProgram(peer);
    }

    // ---- worker JVMs, in as many pools at a time as there are processors

    private static String restarts(int count) throws Exception {
        List<Duration> times = new ArrayList<>();
        long start = System.nanoTime();
        int share = count / POOLS_AT_A_TIME;
        ExecutorService threads = Executors.newFixedThreadPool(POOLS_AT_A_TIME);
        try {
            List<CompletableFuture<List<Duration>>> parts = new ArrayList<>();
            for (int i = 0; i < POOLS_AT_A_TIME; i++) {
                parts.add(CompletableFuture.supplyAsync(() -> restartAll(share), threads));
            }
            for (CompletableFuture<List<Duration>> part : parts) {
                times.addAll(part.get());
            }
        } finally {
            threads.shutdown();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
        return report("restarts", times, start);
    }

    private static List<Duration> restartAll(int count) {
        List<Duration> times = new ArrayList<>();
        try (ProcessPool pool = small().build()) {
            pool.prestart();
            pool.submit(Tasks::twice, 0).result(SOON);
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                end(pool, i);
                expect(2 * i, pool.submit(Tasks::twice, i).result(SOON));
                times.add(Duration.ofNanos(System.nanoTime() - start));
            }
            long started = pool.stats().workersStarted();
            if (started != count + 1) {
                throw new IllegalStateException("each death has one replacement: deaths=" + count + " " + pool.stats());
            }
        }
        return times;
    }

    /** Ends the one worker, in turn by each way in which workers end. */
    private static void end(ProcessPool pool, int number) {
        switch (number % WAYS_TO_END) {
            case 0 -> expectDeath(pool.submit(Churn::exit, number));
            case 1 -> expectDeath(pool.submit(Churn::halt, number));
            default -> WorkersOfTest.kill(pool.workers().get(0).pid());
        }
    }

    static int exit(int number) {
        System.exit(number % 2);
        return number;
    }

    static int halt(int number) {
        Runtime.getRuntime().halt(number % 2);
        return number;
    }

    private static void expectDeath(TaskFuture<Integer> future) {
        Throwable failure = future.exception(SOON);
        if (!(failure instanceof WorkerDiedException)) {
            throw new IllegalStateException("the call of a dead worker fails: " + future, failure);
        }
    }

    // ---- workers in C, of which thousands can be had

    private String peers(int count) throws ExecutionException, InterruptedException {
        List<Duration> times = new ArrayList<>();
        long start = System.nanoTime();
        try (ProcessPool pool = smallPeers().build()) {
            for (int i = 0; i <= count; i++) {
                long killed = System.nanoTime();
                if (i > 0) {
                    WorkersOfTest.kill(pool.workers().get(0).pid());
                }
                askPeer(pool, i);
                times.add(Duration.ofNanos(System.nanoTime() - killed));
            }
        }
        return report("peers", times, start);
    }

    private static void askPeer(ProcessPool pool, long number) {
        Object answer = pool.submit(PeerAnswers::inC, (Object) number).result(SOON);
        if (!answer.equals(3 * number + 1)) {
            throw new IllegalStateException("a wrong answer: number=" + number + " answer=" + answer);
        }
    }

    // ---- pools

    /** Mostly of threads; some of processes that are never used; few that have workers. */
    private String pools(int count) throws ExecutionException, InterruptedException {
        List<Duration> times = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 1; i <= count; i++) {
            long made = System.nanoTime();
            if (i % JVM_ONE_IN == 0) {
                try (ProcessPool pool = small().build()) {
                    expect(2 * i, pool.submit(Tasks::twice, i).result(SOON));
                }
            } else if (i % PEER_ONE_IN == 0) {
                try (ProcessPool pool = smallPeers().build()) {
                    askPeer(pool, i);
                }
            } else if (i % UNUSED_ONE_IN == 0) {
                small().build().close();
            } else {
                try (ThreadPool pool = ThreadPool.create(2)) {
                    int number = i;
                    expect(2 * i, pool.submit(() -> Tasks.twice(number)).result(SOON));
                }
            }
            times.add(Duration.ofNanos(System.nanoTime() - made));
        }
        return report("pools", times, start);
    }

    private static void expect(int expected, int actual) {
        if (actual != expected) {
            throw new IllegalStateException("a wrong result: expected=" + expected + " actual=" + actual);
        }
    }

    private static String report(String what, List<Duration> times, long start) {
        double seconds = (System.nanoTime() - start) / NANOS_A_SECOND;
        return "%s: %s total=%.1fs".formatted(what, Quantiles.of(times), seconds);
    }
}
