package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.contract.Tasks;
import dev.ringwork.link.Handshake;
import dev.ringwork.link.Link;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.link.WorkerState;
import dev.ringwork.os.Jvm;
import dev.ringwork.os.OsTools;
import dev.ringwork.worker.WorkerMain;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another user of the machine plants directories, files and links where this one makes its own. They are passed over or
 * refused; nothing is followed, deleted or written through. This user is root, whom no permission would stop.
 */
class OtherUserIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CONTENT = "precious";
    private static final long EPOCH = 77;
    private static final long BEAT_NANOS = 500_000_000;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** All with names that a pool may give; who opens a pipe waits for somebody who writes into it. */
    private static final String WHAT_LOOKS_LIKE_OURS = """
            mkdir -m 700 ringwork-a-1; echo planted > ringwork-a-1/link; chmod 600 ringwork-a-1/link
            mkdir -m 700 ringwork-a-2
            mkdir -m 700 ringwork-a-3; ln -s "$0/link" ringwork-a-3/link
            mkdir -m 700 ringwork-a-4; mkfifo -m 666 ringwork-a-4/link
            mkdir -m 777 ringwork-a-5
            ln -s "$0" ringwork-b-1
            echo planted > ringwork-c-1
            mkfifo -m 666 ringwork-d-1
            mkfifo -m 700 ringwork-d-2""";

    /** As {@code /dev/shm}: everybody may make files there. */
    @TempDir
    private Path base;

    @TempDir
    private Path own;

    private Path victim;

    @BeforeEach
    void makeVictims() throws IOException {
        Files.setAttribute(base, "unix:mode", 01777);
        victim = Files.createDirectory(own.resolve("victim"), OWNER_ONLY);
        Files.writeString(victim.resolve(LinkNames.FILE), CONTENT);
    }

    @Test
    void shouldTakeAnotherNameWhenSomethingIsPlantedAtOurs() throws Exception {
        plant("""
                mkdir -m 777 directory; echo planted > directory/link; chmod 666 directory/link
                mkdir -m 777 empty
                echo planted > file; chmod 666 file
                ln -s "$0" toDirectory
                ln -s "$0/link" toFile
                ln -s nowhere dangling
                mkfifo -m 666 pipe""");
        List<String> before = everything();
        Iterator<String> names = List.of(
                        "directory", "empty", "file", "toDirectory", "toFile", "dangling", "pipe", "free")
                .iterator();

        try (LinkFile made = LinkFile.create(base, names::next)) {
            assertThat(made.path()).isEqualTo(base.resolve("free").resolve(LinkNames.FILE));
        }

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldSweepNothingOfAnotherUsers() throws Exception {
        plant(WHAT_LOOKS_LIKE_OURS);
        List<String> before = everything();
        makeOneOfTheDead();

        assertThat(LinkSweeper.sweep(base)).as("which looked").isEqualTo(1);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void shouldRefuseADirectoryWhoseOwnerMayReplaceFiles() throws Exception {
        plant("true"); // which says what is missing when this isn't root
        for (int mode : new int[] {0755, 01777}) {
            Path theirs = Files.createDirectory(base.resolve("theirs-" + mode));
            Files.setAttribute(theirs, "unix:mode", mode);
            Files.setAttribute(theirs, "unix:uid", OsTools.NOBODY);

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> LinkFile.create(theirs))
                    .withMessageContaining("other users can't replace")
                    .withMessageContaining("owner=" + OsTools.NOBODY);
            assertThat(theirs).isEmptyDirectory();
        }
    }

    @Test
    void shouldNotUseACacheThatIsPlanted() throws Exception {
        for (String planted : List.of("mkdir -m 777 ringwork", "ln -s \"$0\" ringwork", "touch ringwork")) {
            plant(planted);
            List<String> before = everything();

            assertThat(cacheUser(base)).as(planted).contains("Exception").doesNotContain("kept");

            assertThat(everything()).as(planted).isEqualTo(before);
            plant("rm -r ringwork");
        }
    }

    @Test
    void shouldNotUseACacheThatAnotherUserMayReplace() throws Exception {
        Path shared = Files.createDirectory(base.resolve("shared"));
        Path cache = Files.createDirectories(shared.resolve("own/cache"));
        for (int mode : new int[] {0775, 0777}) {
            Files.setAttribute(shared, "unix:mode", mode);

            assertThat(cacheUser(cache))
                    .contains("other users can't replace")
                    .contains("directory=" + shared)
                    .doesNotContain("kept");
            assertThat(cache).isEmptyDirectory();
        }
        Files.setAttribute(shared, "unix:mode", 01777);
        assertThat(cacheUser(cache)).contains("kept");
    }

    /** A whole pool among plants. */
    @Test
    void shouldServeWhenOthersHavePlantedWhatLooksLikeOurs() throws Exception {
        plant(WHAT_LOOKS_LIKE_OURS);
        List<String> before = everything();
        Path dead = makeOneOfTheDead();

        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(1).directory(base).build()) {
            assertThat(pool.submit(Tasks::twice, 3).result(SOON)).isEqualTo(6);
            await().atMost(SOON).until(() -> !Files.exists(dead));
        }

        assertThat(everything()).isEqualTo(before);
    }

    /** What looks for room that the dead have taken must not wait for what is planted there. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldGiveUpAsEverWhenOthersHavePlantedWhatLooksLikeOurs() throws Exception {
        plant(WHAT_LOOKS_LIKE_OURS);
        List<String> before = everything();
        Path dead = makeOneOfTheDead();
        ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .directory(base)
                .workerProgram(List.of("false"))
                .build();

        assertThat(pool.submit(Tasks::twice, 3).exception(SOON)).isInstanceOf(BrokenExecutorException.class);

        pool.close();
        await().atMost(SOON).until(() -> !Files.exists(dead));
        assertThat(everything()).isEqualTo(before);
    }

    /** A worker that was told its link's name, which nobody has any more, and then loses its coordinator. */
    @Test
    void shouldDeleteNothingThroughTheNameThatALinkHad() throws Exception {
        LinkSpec spec = new LinkSpec(16, 1 << 12, 1 << 12);
        LinkFile file = LinkFile.create(base);
        Path path = file.path();
        Process worker = new ProcessBuilder(Jvm.command(WorkerMain.class))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Link link = Link.create(file.channel(), path, spec, EPOCH)) {
            DataOutputStream stdin = new DataOutputStream(worker.getOutputStream());
            long self = ProcessHandle.current().pid();
            new Handshake(path, spec, EPOCH, self, BEAT_NANOS, 0, new byte[0]).write(stdin);
            stdin.flush();
            await().atMost(SOON).until(() -> link.workerStateAcquire() == WorkerState.READY);
            file.close(); // as a pool does
            plant("ln -s \"$0\" " + path.getParent().getFileName());
            List<String> before = everything();

            stdin.close();

            assertThat(worker.waitFor())
                    .as("exit code of a worker without a coordinator")
                    .isEqualTo(70);
            assertThat(everything()).isEqualTo(before);
        } finally {
            worker.destroyForcibly();
        }
    }

    /** What this user's sweeper does remove, so that it is known to have looked. */
    private Path makeOneOfTheDead() throws IOException {
        return Files.createDirectory(base.resolve("ringwork-dead-1"), OWNER_ONLY);
    }

    /** Has nobody run a script in {@code base}; {@code $0} is the victim. */
    private void plant(String script) throws IOException, InterruptedException {
        List<String> command = OsTools.asNobody(List.of("sh", "-euc", script, victim.toString()));
        int code = new ProcessBuilder(command)
                .directory(base.toFile())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(code).as("planting").isZero();
    }

    /** All that is there, with what would change if somebody touched it. */
    private List<String> everything() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path root : List.of(base, own)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.filter(p -> !p.equals(base)).sorted().toList()) {
                    lines.add(look(path));
                }
            }
        }
        return lines;
    }

    private static String look(Path path) throws IOException {
        Map<String, Object> found =
                Files.readAttributes(path, "unix:mode,uid,ino,nlink,ctime", LinkOption.NOFOLLOW_LINKS);
        return path + " " + found + (Files.isRegularFile(path) ? Files.readString(path) : "");
    }

    private static String cacheUser(Path cache) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Jvm.command(CacheUser.class)).redirectErrorStream(true);
        builder.environment().put("XDG_CACHE_HOME", cache.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** Keeps something in the cache of its user. */
    static final class CacheUser {
        public static void main(String[] arguments) throws IOException {
            System.out.println("kept " + UserCache.open().keep("content", CONTENT.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
