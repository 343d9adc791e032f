package dev.ringwork.process;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The directory for what is worth keeping from run to run: {@code ringwork} in {@code XDG_CACHE_HOME}, or else in
 * {@code ~/.cache}. It belongs to this user alone (0700), in a {@linkplain SafePlace safe place}, or it is not used: a JVM believes
 * what is in an archive.
 */
final class UserCache {
    private static final String NAME = "ringwork";
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;

    private UserCache(Path directory) {
        this.directory = directory;
    }

    /** Opens it, and makes it when it isn't there. */
    static UserCache open() throws IOException {
        Path base = base();
        if (!Files.isDirectory(base)) {
            Files.createDirectories(base, OWNER_ONLY);
        }
        Path directory = SafePlace.check(base).resolve(NAME);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory, OWNER_ONLY);
        }
        check(directory);
        return new UserCache(directory);
    }

    private static Path base() throws IOException {
        String xdg = System.getenv("XDG_CACHE_HOME");
        if (xdg != null && xdg.startsWith("/")) { // others are to be ignored, says the specification
            return Path.of(xdg);
        }
        String home = System.getProperty("user.home", "");
        if (!home.startsWith("/")) {
            throw new IOException(
                    "a user's cache lies in a home directory: user.home=" + home + "; set XDG_CACHE_HOME");
        }
        return Path.of(home, ".cache");
    }

    private static void check(Path directory) throws IOException {
        PosixFileAttributes found =
                Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean others = found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || found.permissions().contains(PosixFilePermission.OTHERS_WRITE);
        if (!found.isDirectory() || others || !SafePlace.isOwn(directory)) {
            throw new IOException("only this user writes its cache: directory=" + directory + " owner="
                    + found.owner().getName() + " mode=" + PosixFilePermissions.toString(found.permissions())
                    + "; remove it, or set XDG_CACHE_HOME");
        }
    }

    Path directory() {
        return directory;
    }

    /** A file with this content, named after it; the same one for every process that asks. */
    Path keep(String kind, byte[] content) throws IOException {
        Path file =
                directory.resolve(kind + "-" + Integer.toHexString(Arrays.hashCode(content)) + "-" + content.length);
        byte @Nullable [] found = Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        if (!Arrays.equals(found, content)) {
            Path fresh = Files.createTempFile(directory, kind, null); // 0600
            Files.write(fresh, content);
            Files.move(fresh, file, ATOMIC_MOVE);
        }
        return file;
    }
}
