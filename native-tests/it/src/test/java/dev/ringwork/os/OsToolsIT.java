package dev.ringwork.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The means do what they say: a test that injects nothing passes for the wrong reason. */
class OsToolsIT {
    private static final long JUMP_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long TOLERANCE_MILLIS = TimeUnit.MINUTES.toMillis(1);

    @Test
    void shouldHaveLittleRoomWhenInATmpfs(@TempDir Path directory) throws Exception {
        String fill = "cd '" + directory + "' && head -c 100000 /dev/zero > a 2>&1; wc -c < a";

        assertThat(output(OsTools.withTmpfs(directory, 64, shell(fill)))).endsWith("65536");
        assertThat(directory).as("outside of the namespace").isEmptyDirectory();
    }

    @Test
    void shouldBeTheFirstProcessWhenInAPidNamespace() throws Exception {
        assertThat(output(OsTools.inPidNamespace(shell("echo $$; ls -d /proc/[0-9]* | head -1"))))
                .isEqualTo("1\n/proc/1");
    }

    @Test
    void shouldBeTheChildOfAShellWhenUnderOne() throws Exception {
        assertThat(output(OsTools.underShell(shell("cat /proc/$PPID/comm")))).isEqualTo("sh");
    }

    @Test
    void shouldHaveFewFilesWhenLimited() throws Exception {
        assertThat(output(OsTools.withLimit("nofile", 77, shell("ulimit -n; ulimit -Hn"))))
                .isEqualTo("77\n77");
    }

    @Test
    void shouldBeNobodyWhenAskedTo() throws Exception {
        assertThat(output(OsTools.asNobody(shell("id -u; id -g; grep CapEff /proc/self/status"))))
                .isEqualTo("65534\n65534\nCapEff:\t0000000000000000");
    }

    @Test
    void shouldMoveTheWallClockOnlyWhenTheFileSaysSo(@TempDir Path directory) throws Exception {
        Path offset = Files.writeString(directory.resolve("offset"), "+0");
        ProcessBuilder builder = new ProcessBuilder(Jvm.command(Clocks.class)).redirectErrorStream(true);
        builder.environment().putAll(OsTools.wallClock(offset));
        Process process = builder.start();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            long[] before = clocks(reader);
            Files.writeString(offset, "+" + TimeUnit.MILLISECONDS.toSeconds(JUMP_MILLIS));
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            long[] after = clocks(reader);

            assertThat(after[0] - before[0]).isBetween(JUMP_MILLIS, JUMP_MILLIS + TOLERANCE_MILLIS);
            assertThat(after[1] - before[1]).isBetween(0L, TimeUnit.MILLISECONDS.toNanos(TOLERANCE_MILLIS));
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static long[] clocks(BufferedReader reader) throws IOException {
        String[] words = reader.readLine().split(" ");
        return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
    }

    /** Prints both clocks, waits for a line and prints them again. */
    static final class Clocks {
        public static void main(String[] arguments) throws IOException {
            print();
            System.in.read();
            print();
        }

        private static void print() {
            System.out.println(System.currentTimeMillis() + " " + System.nanoTime());
        }
    }

    /** A proof that was left out must not look like one. */
    @Test
    void shouldFailOnCiAndSkipElsewhereWhenSomethingIsMissing() throws Exception {
        assertThat(missing(Map.of("CI", "true")))
                .startsWith("AssertionFailedError")
                .contains("the program no-such-program is not on the PATH; apt-get install such-a-package");
        assertThat(missing(Map.of()))
                .startsWith("TestAbortedException")
                .contains("the program no-such-program is not on the PATH; apt-get install such-a-package");
    }

    private static String missing(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Jvm.command(Missing.class));
        builder.environment().remove("CI");
        builder.environment().putAll(environment);
        return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Prints how a test ends that needs what isn't there. */
    static final class Missing {
        public static void main(String[] arguments) {
            try {
                System.out.println("found " + Means.program("no-such-program", "such-a-package"));
            } catch (Throwable t) {
                System.out.println(t.getClass().getSimpleName() + " " + t.getMessage());
            }
        }
    }

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("LC_ALL", "C"));
        Process process = builder.start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return text.strip();
        }
    }
}
