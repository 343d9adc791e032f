package dev.ringwork.process;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.ringwork.run.ErrorLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A link file until its worker has it mapped. It is made under a name: in a directory of its own, with a lock of the kernel's on
 * it that says that its maker lives. It loses that name at once, and the worker opens it by this process's descriptor, so a
 * coordinator that is killed leaves nothing. Where a worker can't do that, as in a container of its own, the name stays until it
 * has the file.
 *
 * <pre>
 * maker:   mkdir 0700 ─ create new 0600 ─ lock ─ still there, in our directory? ─ unlink ─ fill, map, tell the started worker ─ mapped there ─ close
 * sweeper: open, not following links ─ lock ─ got it: the maker is dead or not that far ─ unlink
 * </pre>
 *
 * <p>The lock belongs to this process and goes with it, however it ends. It also goes when <em>any</em> descriptor of the
 * file is closed here, so the one channel stays open as long as the file has a name, and this process never opens one of its
 * own link files a second time. Each name is used once, so a file that is there after the lock was taken is the locked one;
 * when a sweeper was faster the maker takes another name.
 */
final class LinkFile implements AutoCloseable {
    private static final int MOST_TRIES = 100;

    private static final Path PROC = Path.of("/proc");
    private static final Path THIS_PROCESS = PROC.resolve("self");
    private static final Path OWN_DESCRIPTORS = THIS_PROCESS.resolve("fd");
    /** What the kernel adds to the path of a file without a name. */
    private static final String NAMELESS = " (deleted)";

    private final Path path;
    private final FileChannel channel;
    private boolean named = true; // by this
    private volatile boolean hidden;

    private LinkFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes an empty one in {@code base}. */
    static LinkFile create(Path base) throws IOException {
        return create(base, LinkNames::next);
    }

    /** The same with names of the caller's choice, of which the first that is free is taken. */
    static LinkFile create(Path base, Supplier<String> names) throws IOException {
        Path safe = SafePlace.check(base);
        for (int i = 0; i < MOST_TRIES; i++) {
            LinkFile made = tryCreate(safe.resolve(names.get()));
            if (made != null) {
                return made;
            }
        }
        throw new IOException("a link file gets a name of its own: directory=" + base + " tries=" + MOST_TRIES
                + "; something there takes or removes each of them, choose another directory");
    }

    private static @Nullable LinkFile tryCreate(Path directory) throws IOException {
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            return null; // another's, whatever it is: not touched
        }
        return createIn(directory);
    }

    /**
     * Makes the file in a directory that was just made. Null when a sweeper has found that empty and removed it: what is there by
     * then may be another user's, perhaps a link that leads elsewhere. As long as the locked file is in it nobody removes it.
     */
    static @Nullable LinkFile createIn(Path directory) throws IOException {
        Path path = directory.resolve(LinkNames.FILE);
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    path,
                    Set.of(CREATE_NEW, READ, WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            Files.deleteIfExists(directory);
            throw e;
        }
        LinkFile file = new LinkFile(path, channel);
        boolean kept = false;
        try {
            if (channel.tryLock() == null || !file.isInPlace()) {
                file.lostName();
            } else if (LinksAtExit.add(file)) {
                kept = true;
            } else {
                throw new IOException("no worker starts while the virtual machine ends: path=" + path);
            }
            return kept ? file : null;
        } finally {
            if (!kept) {
                file.close();
            }
        }
    }

    private boolean isInPlace() throws IOException {
        Path directory = path.getParent();
        try {
            return directory != null
                    && Files.isDirectory(directory, NOFOLLOW_LINKS)
                    && SafePlace.isOwn(directory)
                    && Files.exists(path, NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** A sweeper removes the file or has done so: whatever has its name by now is not ours. */
    private synchronized void lostName() {
        named = false;
    }

    Path path() {
        return path;
    }

    /** The one channel of the file, locked. Nobody else opens one in this process, and only this closes it. */
    FileChannel channel() {
        return channel;
    }

    /**
     * Takes the file's name away.
     *
     * @return where other processes of this user open it, as long as the channel is open: this process's descriptor, or its
     *     path, and then it keeps its name, when the kernel shows no descriptors
     */
    Path hide() throws IOException {
        if (!Files.isReadable(OWN_DESCRIPTORS)) {
            return path;
        }
        removeName();
        hidden = true;
        Path tail = path.subpath(path.getNameCount() - 2, path.getNameCount());
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN_DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (leadsTo(descriptor).endsWith(tail + NAMELESS)) {
                    return descriptorOf(descriptor.getFileName());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        throw new IOException("an open file has a descriptor: path=" + path + " descriptors=" + OWN_DESCRIPTORS
                + "; mount a whole /proc");
    }

    /** Whether its name was taken away for good by {@link #hide}. */
    boolean isHidden() {
        return hidden;
    }

    /** By the number that this process has in {@code /proc}, which may be mounted for another pid namespace. */
    private static Path descriptorOf(Path number) throws IOException {
        return PROC.resolve(Files.readSymbolicLink(THIS_PROCESS)).resolve("fd").resolve(number);
    }

    private static String leadsTo(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // another thread has closed it meanwhile
        }
    }

    /**
     * Removes the file's name and its directory if they are still there, then gives up the lock. Idempotent; what could not be
     * removed is tried again when this JVM ends.
     */
    @Override
    public void close() {
        try (channel) {
            removeName();
        } catch (IOException e) {
            ErrorLog.warning("a link file can't be removed: " + path, e);
        }
    }

    private synchronized void removeName() throws IOException {
        if (!named) {
            return;
        }
        try {
            Files.deleteIfExists(path);
            Path directory = path.getParent();
            if (directory != null) {
                Files.deleteIfExists(directory);
            }
        } catch (DirectoryNotEmptyException e) {
            ErrorLog.warning("a link directory holds what isn't ours and stays: " + path.getParent(), e);
        }
        named = false;
        LinksAtExit.remove(this);
    }
}
