package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import dev.ringwork.os.Jvm;
import dev.ringwork.os.OsTools;
import dev.ringwork.process.ProcessPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock jumps by an hour, there and back: no wait ends early or late, no worker is taken for idle or overdue. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClockIT {
    private static final int CALLS = 200;
    private static final Duration HOUR = Duration.ofHours(1);

    /** Calls that ask the wall clock, as {@code javap} writes them. */
    private static final Pattern WALL_CLOCK = Pattern.compile(
            "System[.]currentTimeMillis|java/time/\\w+[.]now:|java/time/Clock|java/util/Date[.]\"<init>\":[(][)]|java/util/Timer");

    @Test
    void shouldNoticeNothingWhenTheWallClockJumps(@TempDir Path directory) throws Exception {
        Path offset = Files.writeString(directory.resolve("offset"), "+0");
        ProcessBuilder builder =
                new ProcessBuilder(Jvm.command(Coordinator.class)).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(OsTools.wallClock(offset));
        Process process = builder.start();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(reader.readLine()).startsWith("round");
            for (long seconds : new long[] {HOUR.toSeconds(), 0, -HOUR.toSeconds()}) {
                Files.writeString(offset, (seconds < 0 ? "" : "+") + seconds);
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
                assertThat(reader.readLine()).endsWith("failed=0 lost=0 started=2");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** A round of calls at the start, and one after each byte on stdin, under every timeout there is. */
    static final class Coordinator {
        public static void main(String[] arguments) throws Exception {
            Duration half = HOUR.dividedBy(2);
            ProcessPool pool = ProcessPool.builder()
                    .maxWorkers(2)
                    .callTimeout(half)
                    .idleTimeout(half)
                    .build();
            TaskFuture<Long> held = pool.submit(ClockIT::hold, TimeUnit.SECONDS.toNanos(2));
            do {
                for (int i = 0; i < CALLS; i++) {
                    pool.submit(Math::abs, -i).get(half.toSeconds(), TimeUnit.SECONDS);
                }
                System.out.println("round held=" + held.status() + " failed="
                        + pool.stats().failed() + " lost=" + pool.stats().workersLost() + " started="
                        + pool.stats().workersStarted());
            } while (System.in.read() >= 0);
        }
    }

    static long hold(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
        return nanos;
    }

    @Test
    void shouldNotAskTheWallClockInAnyClass() throws Exception {
        URI place = PoolExecutor.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        Path path = Path.of(place);
        if (Files.isDirectory(path)) {
            assertNoneAsks(path, path);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(path, Map.of())) {
                assertNoneAsks(path, jar.getPath("/"));
            }
        }
    }

    private static void assertNoneAsks(Path place, Path root) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-c", "-p", "-cp", place.toString()));
        try (Stream<Path> all = Files.walk(root)) {
            all.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && file.startsWith("dev/"))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .forEach(arguments::add);
        }
        assertThat(arguments).as("classes of the engine").hasSizeGreaterThan(100);
        StringWriter code = new StringWriter();
        PrintWriter out = new PrintWriter(code);

        int exitCode = ToolProvider.findFirst("javap").orElseThrow().run(out, out, arguments.toArray(String[]::new));

        assertThat(exitCode).isZero();
        assertThat(code.toString()).contains("System.nanoTime");
        assertThat(WALL_CLOCK.matcher(code.toString()).results().map(MatchResult::group))
                .as("calls that ask the wall clock")
                .isEmpty();
    }
}
