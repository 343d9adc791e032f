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

/**
 * Removes the link files of JVMs that died before they could unlink them.
 *
 * <p>Dead is who doesn't hold the kernel's lock on his file, see {@link LinkFile}; process ids say nothing, since they are
 * used again and mean something else in each container. Only what looks exactly as a {@link LinkFile} makes it is looked at:
 * a directory of this user, mode 0700, reached without following a link, by descriptor so that nothing can be exchanged
 * meanwhile; in it a regular file of this user. Nothing else is opened or deleted, and nothing is written.
 */
final class LinkSweeper {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Path LINK = Path.of(LinkNames.FILE);
    /** Its owner is this process's user, whatever that is called. */
    private static final Path THIS_PROCESS = Path.of("/proc/self");

    /** Where this JVM has swept. Guarded by itself. */
    private static final Set<Path> SWEPT = new HashSet<>();

    private LinkSweeper() {}

    /** Sweeps these places, each once in the life of this JVM. */
    static void sweepOnce(List<Path> places) {
        notYetSwept(places).forEach(LinkSweeper::sweep);
    }

    /** The same, in a thread of its own: nobody waits for it. */
    static void sweepOnceAside(List<Path> places) {
        List<Path> todo = notYetSwept(places);
        if (!todo.isEmpty()) {
            Thread thread = new Thread(null, () -> todo.forEach(LinkSweeper::sweep), "ringwork-sweeper", 0, false);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static List<Path> notYetSwept(List<Path> places) {
        synchronized (SWEPT) {
            return places.stream().filter(SWEPT::add).toList();
        }
    }

    /** Sweeps one place; returns how many directories went. */
    static int sweep(Path place) {
        int swept = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place, LinkNames::isForeign)) {
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
        try (SecureDirectoryStream<Path> directory = place.newDirectoryStream(name, NOFOLLOW_LINKS)) {
            PosixFileAttributes found =
                    directory.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
            if (!found.owner().equals(self) || !found.permissions().equals(OWNER_ONLY)) {
                return false;
            }
            if (deleteUnlessLocked(directory, self)) {
                place.deleteDirectory(name);
                return true;
            }
        } catch (NoSuchFileException | DirectoryNotEmptyException e) {
            return false; // its maker or another sweeper was faster
        } catch (IOException e) {
            ErrorLog.debug("what looks like a link directory can't be looked at: " + name, e);
        }
        return false;
    }

    /** True when there is no link file any more. */
    private static boolean deleteUnlessLocked(SecureDirectoryStream<Path> directory, UserPrincipal self)
            throws IOException {
        try {
            PosixFileAttributes found = directory
                    .getFileAttributeView(LINK, PosixFileAttributeView.class, NOFOLLOW_LINKS)
                    .readAttributes();
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
