package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.os.Jvm;
import dev.ringwork.os.OsTools;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.ProcessPoolBuilder;
import dev.ringwork.process.WorkerInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shared memory, descriptors and heap that run out: in a coordinator of its own, which says how it went. */
@Tag("system")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SpaceIT {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int LINK_KIB = 2200; // with the default rings a little less than that
    private static final int AMPLE_KIB = 64 * 1024;
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void shouldSayWhatIsMissingWhenThereIsNoRoom() throws Exception {
        String said = run(OsTools.withTmpfs(SHARED_MEMORY, LINK_KIB / 2, scenario(Broken.class)));

        assertThat(said)
                .contains("BrokenExecutorException")
                .contains("shared memory is backed before it is used")
                .contains("length=")
                .contains("choose another directory")
                .endsWith("left=[]");
        Matcher usable = Pattern.compile("usableSpace=(\\d+)").matcher(said);
        assertThat(usable.find()).as(said).isTrue();
        assertThat(Long.parseLong(usable.group(1)))
                .as("what an attempt had taken is there again, in: %s", said)
                .isGreaterThan(LINK_KIB / 4 * 1024);
    }

    @Test
    void shouldGoElsewhereWhenSharedMemoryIsFull() throws Exception {
        assertThat(run(OsTools.withTmpfs(SHARED_MEMORY, LINK_KIB / 2, scenario(Elsewhere.class))))
                .endsWith("result=3 left=[]");
    }

    @Test
    void shouldGoElsewhereWithAReplacementWhenSharedMemoryIsFilledLater() throws Exception {
        assertThat(run(OsTools.withTmpfs(SHARED_MEMORY, 2 * LINK_KIB, scenario(ElsewhereLater.class))))
                .endsWith("first=/dev/shm next=" + System.getProperty("java.io.tmpdir") + " result=3 lost=1 left=[]");
    }

    /** The only place is full of them: it is swept before the next attempt. */
    @Test
    void shouldFindRoomWhenTheDeadHaveTakenIt() throws Exception {
        assertThat(run(OsTools.withTmpfs(SHARED_MEMORY, LINK_KIB, scenario(FullOfTheDead.class))))
                .endsWith("result=3 left=[]");
    }

    @Test
    void shouldFeelNothingWhenSharedMemoryIsFilledLater() throws Exception {
        assertThat(run(OsTools.withTmpfs(SHARED_MEMORY, 2 * LINK_KIB, scenario(FilledLater.class))))
                .endsWith("results=ok lost=0");
    }

    @Test
    void shouldGoOnWithFewerWhenOnlySomeFit() throws Exception {
        assertThat(run(OsTools.withTmpfs(SHARED_MEMORY, 2 * LINK_KIB, scenario(Fewer.class))))
                .endsWith("workers=1 results=ok then=2");
    }

    /** The starts that fail at once must not decide while those that fit are coming up. */
    @Test
    void shouldGoOnWithThoseThatFitWhenMoreStartAtOnce() throws Exception {
        assertThat(run(OsTools.withTmpfs(SHARED_MEMORY, 2 * LINK_KIB, scenario(TwoOfEight.class))))
                .endsWith("workers=2 results=ok");
    }

    /** The directory for links goes and comes: a full one would have room again as soon as a worker dies. */
    @Test
    void shouldBreakOnlyWhenTheLastWorkerHasNoReplacement(@TempDir Path base) throws Exception {
        Path place = Files.createDirectory(base.resolve("links"));
        ProcessPool pool = small().maxWorkers(2).directory(place).build();
        try (pool) {
            pool.prestart();
            awaitIdle(pool, 2);
            Files.delete(place);
            kill(pool.workers().get(0));
            await().atMost(SOON).until(() -> pool.stats().workers() == 1);
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos(); // some failed starts
            for (int i = 0; System.nanoTime() - end < 0; i++) {
                assertThat(pool.submit(Math::abs, -i).result(SOON)).isEqualTo(i);
            }
            Files.createDirectory(place);
            awaitIdle(pool, 2);

            Files.delete(place);
            long start = System.nanoTime();
            pool.workers().forEach(SpaceIT::kill);

            assertThat(failure(pool)).contains("BrokenExecutorException").contains(place.toString());
            System.out.println("no replacement: brokenAfterMillis="
                    + Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
    }

    private static void kill(WorkerInfo worker) {
        ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static void awaitIdle(ProcessPool pool, int count) {
        await().atMost(SOON)
                .until(() -> pool.workers().stream()
                                .filter(w -> w.state() == WorkerInfo.State.IDLE)
                                .count()
                        == count);
    }

    @Test
    void shouldBreakCleanlyWhenThereAreNoDescriptors() throws Exception {
        List<String> limited = OsTools.withLimit("nofile", 150, scenario(Descriptors.class));
        assertThat(run(OsTools.withTmpfs(SHARED_MEMORY, AMPLE_KIB, limited)))
                .contains("BrokenExecutorException")
                .endsWith("left=[]");
    }

    @Test
    void shouldBreakCleanlyWhenWorkersCannotHaveTheirHeap() throws Exception {
        assertThat(run(OsTools.withTmpfs(SHARED_MEMORY, AMPLE_KIB, scenario(Heapless.class))))
                .contains("BrokenExecutorException")
                .contains("before it was ready")
                .endsWith("left=[]");
    }

    private static List<String> scenario(Class<?> main) {
        return Jvm.command(main);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    // ---- what the coordinators do

    private static ProcessPoolBuilder small() {
        return ProcessPool.builder().maxWorkers(1).workerHeap("16m");
    }

    /** How a call of a pool that can't work ends, the causes in one line. */
    private static String failure(ProcessPool pool) {
        StringBuilder text = new StringBuilder();
        Throwable failure;
        try {
            failure = pool.submit(Math::abs, -3).exception(SOON);
        } catch (BrokenExecutorException e) {
            failure = e; // refused: another call has found out before
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            text.append(t).append(" <- ");
        }
        return text.toString();
    }

    /** In memory that the coordinator has to itself: what other processes of this machine leave is none of its. */
    private static List<Path> left(Path place) throws IOException {
        try (Stream<Path> all = Files.list(place)) {
            return all.filter(path -> path.getFileName().toString().startsWith("ringwork-"))
                    .toList();
        }
    }

    /** The place is the user's choice, so there is no other. */
    static final class Broken {
        public static void main(String[] arguments) throws Exception {
            ProcessPool pool = small().directory(SHARED_MEMORY).build();
            String failure = failure(pool);
            pool.close();
            System.out.println(failure + " left=" + left(SHARED_MEMORY));
        }
    }

    static final class Elsewhere {
        public static void main(String[] arguments) throws Exception {
            try (ProcessPool pool = small().build()) {
                int result = pool.submit(Math::abs, -3).result(SOON);
                System.out.println("result=" + result + " left=" + left(SHARED_MEMORY));
            }
        }
    }

    /** What the first worker's link takes is kept when the worker is dead: else there would be room again. */
    static final class ElsewhereLater {
        public static void main(String[] arguments) throws Exception {
            try (ProcessPool pool = small().build()) {
                pool.submit(Math::abs, -3).result(SOON);
                WorkerInfo worker = pool.workers().get(0);
                Path link = link(worker);
                Path first = place(link);
                try (InputStream kept = Files.newInputStream(link)) {
                    fill(SHARED_MEMORY.resolve("filler"));
                    kill(worker);
                    await().atMost(SOON).until(() -> pool.stats().workersLost() == 1);
                    int result = pool.submit(Math::abs, -3).result(SOON);
                    System.out.println("first=" + first + " next="
                            + place(link(pool.workers().get(0))) + " result=" + result + " lost="
                            + pool.stats().workersLost() + " left=" + left(SHARED_MEMORY)
                            + (kept.available() > 0 ? "" : " and the space was free"));
                }
            }
        }

        /** The descriptor that a worker keeps of its link. */
        private static Path link(WorkerInfo worker) throws IOException {
            try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(worker.pid()), "fd"))) {
                return open.filter(descriptor -> target(descriptor).toString().endsWith("/link (deleted)"))
                        .findFirst()
                        .orElseThrow();
            }
        }

        private static Path target(Path descriptor) {
            try {
                return Files.readSymbolicLink(descriptor);
            } catch (IOException e) {
                return descriptor; // closed meanwhile
            }
        }

        private static Path place(Path descriptor) {
            return target(descriptor).getParent().getParent();
        }
    }

    /** With a link file as a coordinator leaves it that was killed before its worker had it. */
    static final class FullOfTheDead {
        private static final FileAttribute<?> OWNER_ONLY =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

        public static void main(String[] arguments) throws Exception {
            Path dead = Files.createDirectory(SHARED_MEMORY.resolve("ringwork-dead-1"), OWNER_ONLY);
            Files.write(dead.resolve("link"), new byte[LINK_KIB / 2 * 1024]);
            try (ProcessPool pool = small().directory(SHARED_MEMORY).build()) {
                int result = pool.submit(Math::abs, -3).result(SOON);
                System.out.println("result=" + result + " left=" + left(SHARED_MEMORY));
            }
        }
    }

    static final class FilledLater {
        public static void main(String[] arguments) throws Exception {
            try (ProcessPool pool = small().directory(SHARED_MEMORY).build()) {
                pool.submit(Math::abs, -3).result(SOON);
                fill(SHARED_MEMORY.resolve("filler"));
                // More than the rings hold, there and back, so that every page of them is used.
                byte[] bytes = new byte[300_000];
                new SplittableRandom(1).nextBytes(bytes);
                for (int i = 0; i < 20; i++) {
                    if (!Arrays.equals(pool.submit(SpaceIT::echo, bytes).result(SOON), bytes)) {
                        throw new IllegalStateException("a wrong result");
                    }
                }
                System.out.println("results=ok lost=" + pool.stats().workersLost());
            }
        }
    }

    static byte[] echo(byte[] bytes) {
        return bytes;
    }

    private static void fill(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            System.out.println("filled: " + e.getMessage());
        }
    }

    /** Room for two links, of which one is taken by something else before the second worker starts. */
    static final class Fewer {
        public static void main(String[] arguments) throws Exception {
            Path filler = SHARED_MEMORY.resolve("filler");
            ProcessPool pool = small().maxWorkers(2).directory(SHARED_MEMORY).build();
            try (pool) {
                pool.submit(Math::abs, -3).result(SOON);
                fill(filler);
                pool.prestart(); // asks for a second one, for which there is no room
                // Long enough for more failed starts than a pool without workers would take.
                long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
                for (int i = 0; System.nanoTime() - end < 0; i++) {
                    if (pool.submit(Math::abs, -i).result(SOON) != i) {
                        throw new IllegalStateException("a wrong result");
                    }
                }
                int workers = pool.stats().workers();
                Files.delete(filler);
                awaitIdle(pool, 2);
                System.out.println("workers=" + workers + " results=ok then="
                        + pool.stats().workers());
            }
        }
    }

    /** Room for two links, and eight workers that start together. */
    static final class TwoOfEight {
        public static void main(String[] arguments) throws Exception {
            try (ProcessPool pool =
                    small().maxWorkers(8).directory(SHARED_MEMORY).build()) {
                pool.prestart();
                for (int i = 0; i < 100; i++) {
                    if (pool.submit(Math::abs, -i).result(SOON) != i) {
                        throw new IllegalStateException("a wrong result");
                    }
                }
                awaitIdle(pool, 2);
                System.out.println("workers=" + pool.stats().workers() + " results=ok");
            }
        }
    }

    /** Takes all descriptors but a few, until the pool has given up; then everything that it took is there again. */
    static final class Descriptors {
        private static final Path OPEN = Path.of("/proc/self/fd");

        public static void main(String[] arguments) throws Exception {
            ProcessPool warm = small().build();
            warm.submit(Math::abs, -3).result(SOON); // its classes are loaded, and it is closed again
            warm.close();
            int before = count();
            List<OutputStream> taken = new ArrayList<>();
            String failure = "";
            try (ProcessPool pool = small().build()) {
                try {
                    while (taken.size() < 2_000_000) {
                        taken.add(Files.newOutputStream(Path.of("/dev/null")));
                    }
                } catch (IOException e) {
                    taken.remove(taken.size() - 1).close();
                }
                failure = failure(pool);
            } finally {
                for (OutputStream out : taken) {
                    out.close();
                }
            }
            await().atMost(SOON).until(() -> count() <= before);
            System.out.println(failure + " left=" + left(SHARED_MEMORY));
        }

        private static int count() throws IOException {
            try (Stream<Path> all = Files.list(OPEN)) {
                return (int) all.count();
            }
        }
    }

    /** A heap that no machine has. */
    static final class Heapless {
        public static void main(String[] arguments) throws Exception {
            ProcessPool pool = small().workerHeap("900000g").build();
            String failure = failure(pool);
            pool.close();
            System.out.println(failure + " left=" + left(SHARED_MEMORY));
        }
    }
}
