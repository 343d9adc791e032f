package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class LinkFileTest {
    @TempDir
    private Path base;

    @Test
    void shouldBeItsOwnersAloneAndLeaveNothingWhenClosed() throws IOException {
        LinkFile file = LinkFile.create(base);
        assertThat(mode(file.path())).isEqualTo("rw-------");
        assertThat(mode(file.path().getParent())).isEqualTo("rwx------");
        assertThat(file.path().getParent().getParent()).isEqualTo(base);

        file.close();
        file.close();

        assertThat(base).isEmptyDirectory();
        assertThat(file.channel().isOpen()).isFalse();
    }

    @Test
    void shouldHaveNoNameButBeReachedByOtherProcessesWhenHidden() throws Exception {
        try (LinkFile file = LinkFile.create(base)) {
            file.channel().write(ByteBuffer.wrap("reached".getBytes(StandardCharsets.UTF_8)));

            Path reach = file.hide();

            assertThat(base).isEmptyDirectory();
            Process reader = new ProcessBuilder("cat", reach.toString()).start();
            assertThat(reader.getInputStream()).asString(StandardCharsets.UTF_8).isEqualTo("reached");
            assertThat(reader.waitFor()).isZero();
        }
    }

    @Test
    void shouldTakeAnotherNameWhenSomethingWasPlanted() throws IOException {
        Path victim = Files.createDirectory(base.resolve("victim"));
        Path directory = Files.createDirectory(base.resolve("directory"));
        Path planted = Files.writeString(directory.resolve(LinkNames.FILE), "planted");
        Path file = Files.writeString(base.resolve("file"), "planted");
        Path link = Files.createSymbolicLink(base.resolve("link"), victim);
        Path dangling = Files.createSymbolicLink(base.resolve("dangling"), base.resolve("nowhere"));
        Iterator<String> names =
                List.of("directory", "file", "link", "dangling", "free").iterator();

        try (LinkFile made = LinkFile.create(base, names::next)) {
            assertThat(made.path()).isEqualTo(base.resolve("free").resolve(LinkNames.FILE));
        }

        assertThat(planted).hasContent("planted");
        assertThat(file).hasContent("planted");
        assertThat(victim).isEmptyDirectory();
        assertThat(link).isSymbolicLink();
        assertThat(Files.exists(dangling, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(base.resolve("nowhere")).doesNotExist();
    }

    /** A sweeper has removed the empty directory, and then another user put a link there. */
    @Test
    void shouldTakeAnotherNameWhenTheDirectoryWasReplacedByALink() throws IOException {
        Path victim = Files.createDirectory(base.resolve("victim"));
        Path replaced = Files.createSymbolicLink(base.resolve("replaced"), victim);

        assertThat(LinkFile.createIn(replaced)).isNull();

        assertThat(replaced).isSymbolicLink();
    }

    @Test
    void shouldGiveUpWhenEveryNameIsTaken() throws IOException {
        Files.createDirectory(base.resolve("taken"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> LinkFile.create(base, () -> "taken"))
                .withMessageContaining("a link file gets a name of its own: directory=" + base);
    }

    @Test
    void shouldRefuseADirectoryWhereOthersMayReplaceFiles() throws IOException {
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> LinkFile.create(base))
                .withMessageContaining("other users can't replace")
                .withMessageContaining("chmod +t");
        assertThat(base).isEmptyDirectory();

        Files.setAttribute(base, "unix:mode", 01777);
        LinkFile.create(base).close();
    }

    @Test
    void shouldRefuseADirectoryWhereItsGroupMayReplaceFiles() throws IOException {
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxrwxr-x"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> LinkFile.create(base))
                .withMessageContaining("chmod go-w");
        assertThat(base).isEmptyDirectory();
    }

    /** Who may rename a directory above ours can put another in its place as well. */
    @Test
    void shouldRefuseADirectoryWhenOneAboveItMayBeReplaced() throws IOException {
        Path open = Files.createDirectory(base.resolve("open"));
        Path own = Files.createDirectory(open.resolve("own"));
        Path links = Files.createDirectory(own.resolve("links"));
        Path shortcut = Files.createSymbolicLink(base.resolve("shortcut"), links);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwx---"));

        for (Path directory : List.of(links, shortcut)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> LinkFile.create(directory))
                    .withMessageContaining("path=" + directory + " directory=" + open)
                    .withMessageContaining("chmod go-w");
        }
        assertThat(links).isEmptyDirectory();

        Files.setAttribute(open, "unix:mode", 01777);
        LinkFile.create(shortcut).close();
        assertThat(links).isEmptyDirectory();
    }

    @Test
    void shouldNeverUseANameTwice() {
        assertThat(Stream.generate(LinkNames::next).limit(1000)).doesNotHaveDuplicates();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
