package dev.ringwork.memory;

import static java.nio.channels.FileChannel.MapMode.READ_ONLY;
import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file mapped read-write, or read-only by who only looks at it, and the owner of that mapping.
 *
 * <p>One process creates the file, another opens it, and from then on each sees what the other writes. The path may be
 * deleted as soon as both have it mapped; that is the caller's business.
 */
public final class MappedFile implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Bytes written at once when a file is filled. */
    private static final int FILL_LENGTH = 1 << 16;

    private final Mapper.Mapping mapping;
    private final MappedAtomicBuffer whole;
    private boolean closed; // by this

    private MappedFile(Mapper.Mapping mapping) {
        this.mapping = mapping;
        this.whole = new MappedAtomicBuffer(mapping.memory());
    }

    /**
     * Creates a file of {@code length} zeros, readable and writable by its owner alone from the start, and maps it.
     *
     * <p>The zeros are really written, so that a full file system shows here and not as a SIGBUS at some later access.
     * No failure leaves a file behind.
     *
     * @param length in bytes, at least 1
     * @throws java.nio.file.FileAlreadyExistsException if anything is at that path, even a link that leads nowhere
     * @throws IOException if the file can't be made, filled or mapped; when it is about space, with sizes
     */
    public static MappedFile create(Path file, int length) throws IOException {
        checkLength(length);
        try (FileChannel channel = FileChannel.open(file, Set.of(CREATE_NEW, READ, WRITE), OWNER_ONLY)) {
            try {
                return fill(channel, file, length);
            } catch (Throwable t) {
                discard(file, t);
                throw t;
            }
        }
    }

    /**
     * Fills an empty file that the caller has created with {@code length} zeros, and maps it; the channel stays the
     * caller's. After a failure the file is empty again, and takes no space.
     *
     * @param channel of that file, for reading and writing
     * @param file its path, for messages
     * @param length in bytes, at least 1
     * @throws IOException as for {@link #create}
     */
    public static MappedFile fill(FileChannel channel, Path file, int length) throws IOException {
        checkLength(length);
        try {
            writeZeros(channel, length);
            return new MappedFile(Mapper.map(channel, READ_WRITE, length));
        } catch (IOException e) {
            empty(channel, e);
            throw new IOException(
                    "shared memory is backed before it is used: path=" + file + " length=" + length + " usableSpace="
                            + usableSpace(file) + " cause=" + e.getMessage()
                            + ": free space there, choose another directory or a smaller length",
                    e);
        } catch (Throwable t) {
            empty(channel, t);
            throw t;
        }
    }

    /**
     * Maps a file that {@link #create} made, usually in another process.
     *
     * @param length in bytes, and exactly the file's
     * @throws IOException if there is no regular file of that length at that path; a link is never followed
     */
    public static MappedFile open(Path file, int length) throws IOException {
        return open(file, length, Set.of(READ, WRITE, NOFOLLOW_LINKS), NOFOLLOW_LINKS);
    }

    /**
     * The same by a descriptor of another process, {@code /proc/<pid>/fd/<number>}: the way to a file that has no name any more.
     *
     * @param descriptor a link of the kernel's, the one kind that is followed
     * @param length in bytes, and exactly the file's
     * @throws IOException if that process has no such descriptor, or this one may not see it, or it is of something else
     */
    public static MappedFile openDescriptor(Path descriptor, int length) throws IOException {
        return open(descriptor, length, Set.of(READ, WRITE));
    }

    /**
     * Maps all of a file read-only, by a descriptor of another process: for who only looks at what others share.
     *
     * <p>Every write to a buffer of it is a {@link java.nio.ReadOnlyBufferException}.
     *
     * @throws IOException as for {@link #openDescriptor}, or if the file is empty or has 2 GiB or more
     */
    public static MappedFile openToRead(Path descriptor) throws IOException {
        checkRegular(descriptor);
        try (FileChannel channel = FileChannel.open(descriptor, READ)) {
            long length = channel.size();
            if (length < 1 || length > Integer.MAX_VALUE) {
                throw new IOException("a mapped file has 1 to " + Integer.MAX_VALUE + " bytes: path=" + descriptor
                        + " length=" + length + ": name another, or wait until it is made");
            }
            return new MappedFile(Mapper.map(channel, READ_ONLY, (int) length));
        }
    }

    /**
     * Before opening, since opening a pipe or a device may block or do something. A path that leads elsewhere a moment later, as a
     * descriptor of another process may, isn't noticed: Java opens nothing without blocking, and asks no channel what it is of. At worst who
     * only looks waits for a writer of that pipe, or until it is interrupted from the keyboard; nobody waits for him.
     */
    private static void checkRegular(Path file, LinkOption... links) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, links).isRegularFile()) {
            throw new IOException("only a regular file is mapped: path=" + file + ": name the file that was created");
        }
    }

    private static MappedFile open(Path file, int length, Set<? extends OpenOption> options, LinkOption... links)
            throws IOException {
        checkLength(length);
        checkRegular(file, links);
        try (FileChannel channel = FileChannel.open(file, options)) {
            if (channel.size() != length) {
                throw new IOException("a file is mapped whole: path=" + file + " length=" + length + " size="
                        + channel.size() + ": both sides must agree on the length");
            }
            return new MappedFile(Mapper.map(channel, READ_WRITE, length));
        }
    }

    /** All of the file. */
    public synchronized MappedAtomicBuffer buffer() {
        checkOpen();
        return whole;
    }

    /**
     * {@code length} bytes from {@code offset} on. For ordered access the offset must be a multiple of 8.
     *
     * @throws IndexOutOfBoundsException if they aren't wholly inside the file
     */
    public synchronized MappedAtomicBuffer slice(int offset, int length) {
        checkOpen();
        return new MappedAtomicBuffer(mapping.memory().slice(offset, length));
    }

    /** Length of the file in bytes. */
    public int length() {
        return whole.capacity();
    }

    /**
     * Unmaps the memory, now; again is nothing.
     *
     * <p>No buffer of this file may be used afterwards. From JDK 22 on that throws {@link IllegalStateException}; before,
     * nobody notices in time, and <b>the access may read what was mapped there next, or kill the JVM</b>. So the owner
     * closes only after every user, in every thread, has let go. In an image of JDK 17 to 21 without the module
     * {@code jdk.unsupported} the memory is not unmapped before this object is garbage.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            mapping.unmap().run();
            closed = true;
        }
    }

    private static void writeZeros(FileChannel channel, int length) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(Math.min(length, FILL_LENGTH));
        for (int left = length; left > 0; ) {
            zeros.clear().limit(Math.min(left, zeros.capacity()));
            left -= channel.write(zeros);
        }
    }

    /** Before the message is made, which would say otherwise that there is no space because this file has it. */
    private static void empty(FileChannel channel, Throwable because) {
        try {
            channel.truncate(0);
        } catch (IOException | RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    private static void discard(Path file, Throwable because) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException | RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    private static String usableSpace(Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            while (directory != null && !Files.exists(directory)) {
                directory =
                        directory.getParent(); // a file that is mapped may have lost its name, and that its directory
            }
            return directory == null
                    ? "unknown"
                    : Long.toString(Files.getFileStore(directory).getUsableSpace());
        } catch (IOException | RuntimeException e) {
            return "unknown";
        }
    }

    private static void checkLength(int length) {
        if (length < 1) {
            throw new IllegalArgumentException(
                    "a mapped file isn't empty: length=" + length + ": give it 1 or more bytes");
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("a closed file has no memory: length=" + length() + ": map it again");
        }
    }
}
