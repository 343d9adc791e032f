package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringwork.contract.Tasks;
import dev.ringwork.os.Jvm;
import dev.ringwork.os.OsTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another user of the machine plants directories, files and links where this one makes its own. They are passed over or
 * refused; nothing is followed, deleted or written through. This user is root, whom no permission would stop.
 */
class OtherUserIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CONTENT = "precious";

    /** As {@code /dev/shm}: everybody may make files there. */
    @TempDir
    private Path base;

    @TempDir
    private Path own;

    private Path victim;

    @BeforeEach
    void makeVictims() throws IOException {
        Files.setAttribute(base, "unix:mode", 01777);
        victim = Files.createDirectory(
                own.resolve("victim"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
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
    void shouldSweepNothingOfAnotherUsers() throws Exception {
        plant("""
                mkdir -m 700 ringwork-full-1; echo planted > ringwork-full-1/link; chmod 600 ringwork-full-1/link
                mkdir -m 700 ringwork-empty-1
                mkdir -m 700 ringwork-toFile-1; ln -s "$0/link" ringwork-toFile-1/link
                ln -s "$0" ringwork-toDirectory-1
                echo planted > ringwork-file-1""");
        List<String> before = everything();

        assertThat(LinkSweeper.sweep(base)).isZero();

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

            assertThat(cacheUser()).as(planted).contains("Exception").doesNotContain("kept");

            assertThat(everything()).as(planted).isEqualTo(before);
            plant("rm -r ringwork");
        }
    }

    /** A whole pool among plants. */
    @Test
    void shouldServeWhenOthersHavePlantedWhatLooksLikeOurs() throws Exception {
        plant("""
                mkdir -m 700 ringwork-full-1; echo planted > ringwork-full-1/link
                ln -s "$0" ringwork-toDirectory-1""");
        List<String> before = everything();

        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(1).directory(base).build()) {
            assertThat(pool.submit(Tasks::twice, 3).result(SOON)).isEqualTo(6);
        }

        assertThat(everything()).isEqualTo(before);
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

    private String cacheUser() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Jvm.command(CacheUser.class)).redirectErrorStream(true);
        builder.environment().put("XDG_CACHE_HOME", base.toString());
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
