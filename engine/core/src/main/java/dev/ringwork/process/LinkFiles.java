package dev.ringwork.process;

import dev.ringwork.run.ErrorLog;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Where link files live for the moment between their creation and their unlinking: each in a directory of its own, mode 0700,
 * with a name that nobody can foresee.
 */
final class LinkFiles {
    private static final String DIRECTORY_PREFIX = "ringwork-";
    private static final String FILE_NAME = "link";
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private LinkFiles() {}

    /** Makes a directory under {@code base}, or where the system has room, and names the file in it. */
    static Path reserve(@Nullable Path base, int bytes) throws IOException {
        Path parent = base != null ? base : defaultBase(bytes);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        return Files.createTempDirectory(parent, DIRECTORY_PREFIX, mode).resolve(FILE_NAME);
    }

    private static Path defaultBase(int bytes) throws IOException {
        boolean fits = Files.isWritable(SHARED_MEMORY)
                && Files.getFileStore(SHARED_MEMORY).getUsableSpace() > bytes;
        return fits ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Deletes the file and its directory. Idempotent. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            Path directory = file.getParent();
            if (directory != null) {
                Files.deleteIfExists(directory);
            }
        } catch (DirectoryNotEmptyException e) {
            ErrorLog.warning("a link directory holds what isn't ours and stays: " + file.getParent(), e);
        } catch (IOException e) {
            ErrorLog.warning("a link file can't be deleted: " + file, e);
        }
    }
}
