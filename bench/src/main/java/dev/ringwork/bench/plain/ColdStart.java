package dev.ringwork.bench.plain;

import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How long until the first result of a pool that was just made? In a JVM that has just started, and in one that had such a
 * pool before; beside a JVM that starts, greets and ends.
 *
 * <p>With the archive of worker classes that a program leaves in the user's cache for those that follow, which is made first when it isn't
 * there; and with an empty cache, as the first program of a user has it.
 */
public final class ColdStart {
    private static final int TIMES = 3;
    private static final String ONCE = "once";
    private static final String MAKE_ARCHIVE = "makeArchive";
    private static final String FROM_ARCHIVE = "archive";
    private static final String WITHOUT = "none";

    private static final long MOST_SECONDS_FOR_AN_ARCHIVE = 60;
    private static final long LOOK_MILLIS = 200;

    /** What starts show in one kind of cache. */
    private static final class Starts {
        private final String cache;
        private final double[] first = new double[TIMES];
        private final double[] next = new double[TIMES];
        private final double[] threads = new double[TIMES];

        Starts(String cache) {
            this.cache = cache;
        }

        void keep(int round, Process child) throws IOException, InterruptedException {
            String[] answer = Java.output(child).strip().split(" ");
            if (!answer[0].equals(cache)) {
                throw new IOException("what the cache holds decides what a worker starts from: expected=" + cache
                        + " found=" + answer[0] + "; let nothing else use the cache meanwhile");
            }
            first[round] = Double.parseDouble(answer[1]);
            next[round] = Double.parseDouble(answer[2]);
            threads[round] = Double.parseDouble(answer[3]);
        }
    }

    private ColdStart() {}

    /** Measures; with an argument only in this JVM. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0) {
            measure();
        } else if (args[0].equals(MAKE_ARCHIVE)) {
            makeArchive();
        } else {
            once();
        }
    }

    private static void measure() throws IOException, InterruptedException {
        Java.output(Java.start(Map.of(), ColdStart.class, MAKE_ARCHIVE));
        double[] bare = new double[TIMES];
        Starts warm = new Starts(FROM_ARCHIVE);
        Starts cold = new Starts(WITHOUT);
        Path classes = Java.bareClassPath();
        Path caches = Files.createTempDirectory("ringwork-bench");
        try {
            for (int i = 0; i < TIMES; i++) {
                String empty =
                        Files.createDirectory(caches.resolve(String.valueOf(i))).toString();
                long start = System.nanoTime();
                Java.output(Java.startBare(classes));
                bare[i] = System.nanoTime() - start;
                cold.keep(i, Java.start(Map.of("XDG_CACHE_HOME", empty), ColdStart.class, ONCE));
                warm.keep(i, Java.start(Map.of(), ColdStart.class, ONCE));
            }
        } finally {
            delete(caches);
        }
        Figures.print("bareJvm", Figures.median(bare));
        Figures.print("firstPool", Figures.median(warm.first));
        Figures.print("nextPool", Figures.median(warm.next));
        Figures.print("threadPool", Figures.median(warm.threads));
        Figures.print("firstPool.emptyCache", Figures.median(cold.first));
        Figures.print("nextPool.emptyCache", Figures.median(cold.next));
    }

    private static void once() throws IOException {
        long[] first = new long[1];
        List<String> command = workersCommand(first);
        long[] next = new long[1];
        workersCommand(next);
        System.out.println((startsFromArchive(command) ? FROM_ARCHIVE : WITHOUT) + " " + first[0] + " " + next[0] + " "
                + threads());
    }

    /** The command line of a new pool's worker, found after the pool's first result. */
    private static List<String> workersCommand(long[] nanos) throws IOException {
        long start = System.nanoTime();
        try (ProcessPool pool = ProcessPool.create(1)) {
            Calls.roundTrip(pool, 1);
            nanos[0] = System.nanoTime() - start;
            return Proc.command(pool.workers().get(0).pid());
        }
    }

    static boolean startsFromArchive(List<String> command) {
        return command.stream()
                .anyMatch(word -> word.startsWith("-XX:SharedArchiveFile=") || word.startsWith("-XX:AOTCache="));
    }

    private static long threads() {
        long start = System.nanoTime();
        try (ThreadPool pool = ThreadPool.create(1)) {
            Calls.roundTrip(pool, 1);
            return System.nanoTime() - start;
        }
    }

    /** Stays until a new worker starts from an archive: a pool has it made aside, and it dies with its program. */
    private static void makeArchive() throws IOException, InterruptedException {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Calls.roundTrip(pool, 1);
            long start = System.nanoTime();
            while (!startsFromArchive(workersCommand(new long[1]))) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(MOST_SECONDS_FOR_AN_ARCHIVE)) {
                    throw new IOException("workers start from an archive before long: waited="
                            + MOST_SECONDS_FOR_AN_ARCHIVE + "s; see to the cache, XDG_CACHE_HOME or ~/.cache");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    /** What begins to make an archive there is over before long, so that what can't be deleted is no failure. */
    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.out.println("an empty cache is left behind: dir=" + directory + " why=" + e);
        }
    }
}
