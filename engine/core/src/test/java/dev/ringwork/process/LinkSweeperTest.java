package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is swept and what isn't. That a living maker's lock holds needs a second JVM: see CoordinatorKillIT. */
@EnabledOnOs(OS.LINUX)
class LinkSweeperTest {
    private static final String DEAD = "ringwork-dead-1";

    @TempDir
    private Path base;

    @Test
    void shouldSweepWhatTheDeadLeft() throws IOException {
        Path full = directory(DEAD, "rwx------");
        Files.write(full.resolve(LinkNames.FILE), new byte[4096]);
        directory("ringwork-dead-2", "rwx------"); // died between the two

        assertThat(LinkSweeper.sweep(base)).isEqualTo(2);
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void shouldNotTouchItsOwnWhenItSweeps() throws IOException {
        try (LinkFile own = LinkFile.create(base)) {
            assertThat(LinkSweeper.sweep(base)).isZero();
            assertThat(own.path()).exists();
        }
    }

    /** Pipes that nobody writes into: who opened one would wait for ever. */
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldLeaveWhatNobodyMakesLikeThat() throws Exception {
        Path outside = Files.createDirectory(base.resolve("outside"));
        Path kept = Files.writeString(outside.resolve(LinkNames.FILE), "kept");
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(directory("ringwork-a-1", "rwxr-xr-x").resolve(LinkNames.FILE), "kept");
        Files.createSymbolicLink(base.resolve("ringwork-b-1"), outside);
        Files.createSymbolicLink(directory("ringwork-b-2", "rwx------").resolve(LinkNames.FILE), kept);
        Files.createDirectory(directory("ringwork-c-1", "rwx------").resolve(LinkNames.FILE));
        Files.writeString(base.resolve("ringwork-d-1"), "kept");
        pipe(directory("ringwork-e-1", "rwx------").resolve(LinkNames.FILE), "600");
        pipe(base.resolve("ringwork-f-1"), "644");
        pipe(base.resolve("ringwork-f-2"), "700");
        directory("other-1", "rwx------");
        List<Path> before = everything();

        assertThat(LinkSweeper.sweep(base)).isZero();

        assertThat(everything()).isEqualTo(before);
        assertThat(kept).hasContent("kept");
    }

    @Test
    void shouldLeaveAnEmptyDirectoryWhenItsNameIsAnothers() throws IOException {
        for (String name :
                List.of("ringwork-bench2477", "ringwork-mine-1", "ringwork-1-", "ringwork-1-2-3", "ringwork-")) {
            directory(name, "rwx------");
        }

        assertThat(LinkSweeper.sweep(base)).isZero();
    }

    @Test
    void shouldKeepADirectoryWhenItHoldsMore() throws IOException {
        Path more = Files.writeString(directory(DEAD, "rwx------").resolve("more"), "kept");

        assertThat(LinkSweeper.sweep(base)).isZero();
        assertThat(more).hasContent("kept");
    }

    @Test
    void shouldSweepAPlaceOnceOnly() throws IOException {
        LinkSweeper.sweepOnce(List.of(base), Runnable::run);
        directory(DEAD, "rwx------");

        LinkSweeper.sweepOnce(List.of(base), Runnable::run);

        assertThat(base.resolve(DEAD)).exists();
    }

    @Test
    void shouldSweepAPlaceTheNextTimeWhenThereWasNoThread() throws IOException {
        directory(DEAD, "rwx------");
        LinkSweeper.sweepOnce(List.of(base), sweep -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        assertThat(base.resolve(DEAD)).exists();

        LinkSweeper.sweepOnce(List.of(base), Runnable::run);

        assertThat(base).isEmptyDirectory();
    }

    /** What is a directory of ours when it is looked at may be another's when it is opened. */
    @Test
    void shouldNotSweepAPlaceWhenOthersMayReplaceFilesThere() throws IOException {
        directory(DEAD, "rwx------");
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(LinkSweeper.sweep(base)).isZero();

        assertThat(base.resolve(DEAD)).exists();
    }

    @Test
    void shouldDoNothingWhenThePlaceIsMissing() {
        assertThat(LinkSweeper.sweep(base.resolve("missing"))).isZero();
    }

    private static void pipe(Path path, String mode) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", "-m", mode, path.toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    private Path directory(String name, String mode) throws IOException {
        Path made = Files.createDirectory(base.resolve(name));
        return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(mode));
    }

    private List<Path> everything() throws IOException {
        try (Stream<Path> all = Files.walk(base)) {
            return all.filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }
}
