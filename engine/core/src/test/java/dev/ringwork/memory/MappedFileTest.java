package dev.ringwork.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.ReadOnlyBufferException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
    private static final int LENGTH = 100_000; // neither pages nor fill steps
    private static final int CHILD_SECONDS = 30;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void chooseFile() throws IOException {
        directory = directory.toRealPath(); // as /proc/self/maps spells it
        file = directory.resolve("ring");
    }

    @Test
    void shouldBeZerosForItsOwnerAloneWhenCreated() throws IOException {
        try (MappedFile mapped = MappedFile.create(file, LENGTH)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Files.readAllBytes(file)).isEqualTo(new byte[LENGTH]);
            assertThat(mapped.length()).isEqualTo(LENGTH);
            assertThat(mapped.buffer().capacity()).isEqualTo(LENGTH);
            mapped.buffer().verifyAlignment();
        }
        assertThat(file).as("deleting is not its job").exists();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldBeBackedWhollyWhenCreated() throws Exception {
        try (MappedFile mapped = MappedFile.create(file, LENGTH)) {
            Child stat = Child.run(List.of("stat", "-c", "%b", file.toString()));
            assertThat(Long.parseLong(stat.out().strip()) * 512).isGreaterThanOrEqualTo(mapped.length());
        }
    }

    @Test
    void shouldSeeEachOthersWritesWhenMappedTwice() throws IOException {
        try (MappedFile one = MappedFile.create(file, LENGTH);
                MappedFile two = MappedFile.open(file, LENGTH)) {
            Files.delete(file);
            one.buffer().putLongRelease(8, 42);
            assertThat(two.buffer().getLongAcquire(8)).isEqualTo(42);
            two.buffer().putByte(LENGTH - 1, (byte) 7);
            assertThat(one.buffer().getByte(LENGTH - 1)).isEqualTo((byte) 7);
        }
    }

    @Test
    void shouldSeeWritesAndMakeNoneWhenOpenedToRead() throws IOException {
        try (MappedFile one = MappedFile.create(file, LENGTH);
                MappedFile two = MappedFile.openToRead(file)) {
            one.buffer().putLongRelease(8, 42);
            assertThat(two.buffer().getLongAcquire(8)).isEqualTo(42);
            assertThat(two.length()).isEqualTo(LENGTH);
            assertThatThrownBy(() -> two.buffer().putLongRelease(8, 43)).isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(() -> two.slice(8, 8).putLong(0, 43)).isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(() -> two.buffer().compareAndSetLong(8, 42, 43))
                    .isInstanceOf(ReadOnlyBufferException.class);
            assertThat(one.buffer().getLong(8)).isEqualTo(42);
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MappedFile.openToRead(directory))
                .withMessageContaining("only a regular file is mapped");
        Files.write(file, new byte[0]);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MappedFile.openToRead(file))
                .withMessageContaining("length=0");
    }

    @Test
    void shouldSeeItsPartOnlyWhenSliced() throws IOException {
        try (MappedFile mapped = MappedFile.create(file, LENGTH)) {
            MappedAtomicBuffer slice = mapped.slice(64, 128);
            slice.verifyAlignment();
            assertThat(slice.capacity()).isEqualTo(128);
            slice.putLongVolatile(120, -1);
            assertThat(mapped.buffer().getLongVolatile(184)).isEqualTo(-1);
            assertThatThrownBy(() -> slice.getByte(128)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatIllegalStateException()
                    .isThrownBy(() -> mapped.slice(4, 8).verifyAlignment());
            for (int[] bad : new int[][] {{-1, 1}, {0, -1}, {0, LENGTH + 1}, {LENGTH, 1}, {Integer.MAX_VALUE, 1}}) {
                assertThatThrownBy(() -> mapped.slice(bad[0], bad[1])).isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThat(mapped.slice(LENGTH, 0).capacity()).isZero();
        }
    }

    @Test
    void shouldRefuseToCreateWhenAnythingIsThere() throws IOException {
        Files.writeString(file, "mine");
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> MappedFile.create(file, LENGTH));
        assertThat(file).hasContent("mine");

        Path target = directory.resolve("target");
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> MappedFile.create(link, LENGTH));
        assertThat(target).doesNotExist();
        assertThat(link).isSymbolicLink();

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> MappedFile.create(directory, LENGTH));
    }

    @Test
    void shouldRefuseToCreateWhenDirectoryIsMissing() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> MappedFile.create(directory.resolve("no/ring"), LENGTH));
    }

    @Test
    void shouldRefuseToOpenWhenItIsNotThatFile() throws IOException {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> MappedFile.open(file, LENGTH));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MappedFile.open(directory, LENGTH))
                .withMessageContaining("regular file")
                .withMessageContaining("path=" + directory);

        MappedFile.create(file, LENGTH).close();
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MappedFile.open(link, LENGTH))
                .withMessageContaining("path=" + link);
        for (int other : new int[] {LENGTH - 1, LENGTH + 1}) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> MappedFile.open(file, other))
                    .withMessageContaining("path=" + file)
                    .withMessageContaining("length=" + other)
                    .withMessageContaining("size=" + LENGTH);
        }
        assertThat(Files.size(file)).isEqualTo(LENGTH);
    }

    @Test
    void shouldRefuseWhenLengthIsNotPositive() {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MappedFile.create(file, length))
                    .withMessageContaining("length=" + length);
            assertThatIllegalArgumentException().isThrownBy(() -> MappedFile.open(file, length));
        }
        assertThat(file).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldRemoveTheMappingWhenClosed() throws IOException {
        assertThat(mappings()).isZero();
        MappedFile one = MappedFile.create(file, LENGTH);
        MappedFile two = MappedFile.open(file, LENGTH);
        assertThat(mappings()).isEqualTo(2);
        MappedAtomicBuffer slice = one.slice(0, 8);
        one.close();
        assertThat(mappings()).isEqualTo(1);
        one.close();
        assertThat(two.buffer().getLong(0)).isZero();
        two.close();
        assertThat(mappings()).isZero();
        assertThat(slice.capacity()).as("a view outlives its memory").isEqualTo(8);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldLeaveNoMappingWhenManyAreMadeAndClosed() throws IOException {
        for (int i = 0; i < 1000; i++) {
            try (MappedFile mapped = MappedFile.create(file, 4096)) {
                Files.delete(file);
                mapped.buffer().putLongVolatile(0, i);
            }
        }
        assertThat(mappings()).isZero();
    }

    @Test
    void shouldGiveNoMoreBuffersWhenClosed() throws IOException {
        MappedFile mapped = MappedFile.create(file, LENGTH);
        mapped.close();
        assertThatIllegalStateException().isThrownBy(mapped::buffer).withMessageContaining("length=" + LENGTH);
        assertThatIllegalStateException().isThrownBy(() -> mapped.slice(0, 8));
        assertThat(mapped.length()).isEqualTo(LENGTH);
    }

    @Test
    @EnabledForJreRange(minVersion = 22)
    void shouldThrowRatherThanCrashWhenUsedAfterClose() throws IOException {
        MappedFile mapped = MappedFile.create(file, LENGTH);
        MappedAtomicBuffer buffer = mapped.buffer();
        MappedAtomicBuffer slice = mapped.slice(0, 64);
        mapped.close();
        assertThatIllegalStateException().isThrownBy(() -> buffer.getLong(0));
        assertThatIllegalStateException().isThrownBy(() -> slice.getLongVolatile(0));
        assertThatIllegalStateException().isThrownBy(() -> slice.compareAndSetLong(0, 0, 1));
        assertThatIllegalStateException().isThrownBy(() -> slice.setMemory(0, 64, (byte) 0));
        assertThatIllegalStateException().isThrownBy(() -> buffer.getBytes(0, new byte[64]));
        assertThatIllegalStateException().isThrownBy(() -> buffer.byteBuffer().get(0));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldSayNothingOnStandardErrorWhenUsedInAPlainJvm() throws Exception {
        Child child = Child.run(Child.java(CreateUseClose.class, file));
        assertThat(child.err()).isEmpty();
        assertThat(child.out()).isEqualTo("42");
        assertThat(child.status()).isZero();
    }

    /** A limit on the size of files stands in for a full file system: both fail the write that needs the space. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldLeaveNoFileAndSayWhatToDoWhenItCannotBeFilled() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 8; exec \"$@\"", "sh"));
        command.addAll(Child.java(CreateUseClose.class, file));
        Child child = Child.run(command);
        assertThat(child.out())
                .contains("shared memory is backed before it is used")
                .contains("path=" + file)
                .contains("length=" + LENGTH)
                .containsPattern("usableSpace=\\d+")
                .contains("free space there");
        assertThat(file).doesNotExist();
    }

    private long mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(directory.toString())).count();
        }
    }

    /** Runs in a JVM of its own. */
    static final class CreateUseClose {
        private CreateUseClose() {}

        public static void main(String[] arguments) {
            Path file = Path.of(arguments[0]);
            try (MappedFile one = MappedFile.create(file, LENGTH);
                    MappedFile two = MappedFile.open(file, LENGTH)) {
                one.buffer().getAndAddLong(0, 42);
                System.out.print(two.slice(0, 8).getLongVolatile(0));
            } catch (IOException e) {
                System.out.print(e.getMessage());
            }
        }
    }

    /** What another process said. */
    private record Child(int status, String out, String err) {
        static List<String> java(Class<?> main, Path argument) {
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:-UsePerfData",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName(),
                    argument.toString());
        }

        static Child run(List<String> command) throws IOException, InterruptedException {
            File out = File.createTempFile("child", ".out");
            File err = File.createTempFile("child", ".err");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectOutput(out).redirectError(err);
                builder.environment()
                        .keySet()
                        .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
                Process process = builder.start();
                if (!process.waitFor(CHILD_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("the child did not end: command=" + command);
                }
                return new Child(process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
            } finally {
                Files.delete(out.toPath());
                Files.delete(err.toPath());
            }
        }
    }
}
