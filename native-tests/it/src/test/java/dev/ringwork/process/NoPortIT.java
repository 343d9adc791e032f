package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.TaskFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing of a pool is on a network: neither its coordinator nor its workers have a socket more for it, as the kernel tells it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NoPortIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int WORKERS = 2;
    private static final List<String> FAMILIES = List.of("tcp", "tcp6", "udp", "udp6");
    /** Where the inode stands in a line of these tables. */
    private static final int INODE = 9;

    private static final String SOCKET = "socket:[";

    @Test
    void shouldOpenNoPortWhenAPoolWorks() throws Exception {
        long self = ProcessHandle.current().pid();
        Set<String> before = ports(self);
        try (ProcessPool pool = ProcessPool.builder().maxWorkers(WORKERS).build()) {
            pool.prestart();
            WorkersOfTest.awaitIdle(pool, WORKERS);
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 10 * WORKERS; i++) {
                futures.add(pool.submit(Math::abs, -i));
            }
            for (int i = 0; i < futures.size(); i++) {
                assertThat(futures.get(i).result(SOON)).isEqualTo(i);
            }

            assertThat(ports(self)).as("of the coordinator").isEqualTo(before);
            assertThat(WorkersOfTest.pids(pool)).hasSize(WORKERS);
            for (long worker : WorkersOfTest.pids(pool)) {
                assertThat(ports(worker)).as("of a worker").isEmpty();
            }
        }
        assertThat(ports(self)).as("afterwards").isEqualTo(before);
    }

    /** Without this the other test may see nothing because it looks in the wrong place. */
    @Test
    void shouldSeeAPortWhenThereIsOne() throws Exception {
        long self = ProcessHandle.current().pid();
        Set<String> before = ports(self);
        try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(open.isBound()).isTrue();
            assertThat(ports(self)).hasSize(before.size() + 1).containsAll(before);
        }
    }

    /** Sockets of a process that are in a table of ports, be they bound, connected or listening. */
    private static Set<String> ports(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> bound = new TreeSet<>();
        for (String family : FAMILIES) {
            Path table = process.resolve("net").resolve(family);
            if (Files.exists(table)) { // there is no tcp6 where the kernel has no IPv6
                try (Stream<String> lines = Files.lines(table)) {
                    lines.skip(1)
                            .map(line -> line.strip().split(" +"))
                            .map(fields -> SOCKET + fields[INODE] + "]")
                            .forEach(bound::add);
                }
            }
        }
        bound.retainAll(descriptors(process.resolve("fd")));
        return bound;
    }

    private static Set<String> descriptors(Path directory) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path descriptor : all.toList()) {
                try {
                    names.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException e) {
                    continue; // closed meanwhile, as that of this listing
                }
            }
        }
        return names;
    }
}
