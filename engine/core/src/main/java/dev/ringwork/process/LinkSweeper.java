package dev.ringwork.process;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.ringwork.run.ErrorLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Removes the link files of JVMs that died before they could unlink them.
 *
 * <p>Dead is who doesn't hold the kernel's lock on his file, see {@link LinkFile}; process ids say nothing, since they are
 * used again and mean something else in each container. Only what looks exactly as a {@link LinkFile} makes it is looked at:
 * a directory of this user, mode 0700, in a place where nobody else can exchange it; in it a regular file of this user. What it
 * is is asked before it is opened, since opening a pipe may last for ever; it is reached without following a link, by descriptor.
 * Nothing else is opened or deleted, and nothing is written.
 */
final class LinkSweeper {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Path LINK = Path.of(LinkNames.FILE);
    /** Its owner is this process's user, whatever that is called. */
    private static final Path THIS_PROCESS = Path.of("/proc/self");

    /** Where this JVM sweeps or has swept. Guarded by itself. */
    private static final Set<Path> SWEPT = new HashSet<>();

    private static final ErrorLog.Report NOT_SWEPT =
            new ErrorLog.Report("there is no thread to sweep; it is tried again when another worker is ready");

    private LinkSweeper() {}

    /** Sweeps these places, each once in the life of this JVM, in a thread of its own: nobody waits for it. */
    static void sweepOnceAside(List<Path> places) {
        sweepOnce(places, LinkSweeper::runAside);
    }

    /** The same by an executor of the caller's. A place for which there was no thread is not taken for swept. */
    static void sweepOnce(List<Path> places, Executor executor) {
        synchronized (SWEPT) {
            List<Path> todo =
                    places.stream().filter(place -> !SWEPT.contains(place)).toList();
            if (todo.isEmpty()) {
                return;
            }
            try {
                executor.execute(() -> todo.forEach(LinkSweeper::sweep));
                SWEPT.addAll(todo);
            } catch (OutOfMemoryError e) {
                NOT_SWEPT.debug(e);
            }
        }
    }

    private static void runAside(Runnable sweep) {
        Thread thread = new Thread(null, sweep, "ringwork-sweeper", 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    /** Sweeps one place; returns how many directories went. */
    static int sweep(Path place) {
        int swept = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(SafePlace.check(place), LinkNames::isForeign)) {
            if (entries instanceof SecureDirectoryStream<Path> secure) { // it is, on Linux
                UserPrincipal self = Files.getOwner(THIS_PROCESS);
                for (Path entry : secure) {
                    swept += sweepEntry(secure, entry.getFileName(), self) ? 1 : 0;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            ErrorLog.debug("link files of dead processes can't be looked for: directory=" + place, e);
        }
        return swept;
    }

    private static boolean sweepEntry(SecureDirectoryStream<Path> place, Path name, UserPrincipal self) {
        try {
            PosixFileAttributes found = look(place, name);
            if (!found.isDirectory()
                    || !found.owner().equals(self)
                    || !found.permissions().equals(OWNER_ONLY)) {
                return false;
            }
            try (SecureDirectoryStream<Path> directory = place.newDirectoryStream(name, NOFOLLOW_LINKS)) {
                if (deleteUnlessLocked(directory, self)) {
                    place.deleteDirectory(name);
                    return true;
                }
            }
        } catch (NoSuchFileException | DirectoryNotEmptyException e) {
            return false; // its maker or another sweeper was faster
        } catch (IOException e) {
            ErrorLog.debug("what looks like a link directory can't be looked at: " + name, e);
        }
        return false;
    }

    private static PosixFileAttributes look(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** True when there is no link file any more. */
    private static boolean deleteUnlessLocked(SecureDirectoryStream<Path> directory, UserPrincipal self)
            throws IOException {
        try {
            PosixFileAttributes found = look(directory, LINK);
            if (!found.isRegularFile() || !found.owner().equals(self)) {
                return false;
            }
        } catch (NoSuchFileException e) {
            return true; // its maker died between mkdir and create, or will take another name
        }
        try (FileChannel channel = (FileChannel) directory.newByteChannel(LINK, Set.of(READ, WRITE, NOFOLLOW_LINKS));
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return false;
            }
            directory.deleteFile(LINK);
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
