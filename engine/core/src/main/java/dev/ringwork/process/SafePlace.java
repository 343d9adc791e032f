package dev.ringwork.process;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A directory where nobody exchanges what this user makes: neither in it nor in one above it may another user rename what isn't
 * his own. Those who may are all who can write to a directory that isn't sticky, its group included, and its owner in any case.
 */
final class SafePlace {
    private static final int GROUP_OR_OTHERS_MAY_WRITE = 0022;
    private static final int STICKY = 01000;

    private static final Integer ROOT = 0;
    private static final Path PROC = Path.of("/proc");
    /** Of a process that may do more than its user can {@code /proc/self} belongs to root; here its user stands all the same. */
    private static final Path STATUS = PROC.resolve("self/status");

    private static final String USERS = "Uid:\t";

    private SafePlace() {}

    /**
     * Returns the directory's real path, on which no link can be exchanged any more. The root of all is not asked: who may rename
     * there has the machine.
     *
     * @throws IOException if it isn't there, or isn't safe; then it says which directory isn't, and what to do
     */
    static Path check(Path directory) throws IOException {
        Path real = directory.toRealPath();
        for (Path at = real; at.getParent() != null; at = at.getParent()) {
            int mode = (int) Files.getAttribute(at, "unix:mode");
            Object owner = uid(at);
            boolean open = (mode & GROUP_OR_OTHERS_MAY_WRITE) != 0 && (mode & STICKY) == 0;
            if (open || !isTrusted(owner)) {
                throw new IOException(
                        "files are made where other users can't replace them: path=" + directory
                                + " directory=" + at + " mode=" + Integer.toOctalString(mode) + " owner=" + owner
                                + "; make it sticky (chmod +t) or your own alone (chmod go-w), or choose a directory of your own");
            }
        }
        return real;
    }

    /** {@code /proc} belongs to the machine's root, by whatever number this process's namespace shows it. */
    private static boolean isTrusted(Object owner) throws IOException {
        return owner.equals(ROOT) || owner.equals(ownUid()) || owner.equals(uid(PROC));
    }

    /** Whether what is there, itself and not what it leads to, belongs to this user: by number if possible, since a user may have no name. */
    static boolean isOwn(Path path) throws IOException {
        return Files.exists(STATUS)
                ? uid(path, NOFOLLOW_LINKS).equals(ownUid())
                : Files.getOwner(path, NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
    }

    /** The last of the four is the one that files are made with. */
    private static Object ownUid() throws IOException {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(USERS))
                    .map(line -> (int) Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)))
                    .findFirst()
                    .orElseThrow(
                            () -> new IOException("a process has a user: path=" + STATUS + "; mount a whole /proc"));
        }
    }

    private static Object uid(Path path, LinkOption... links) throws IOException {
        return Files.getAttribute(path, "unix:uid", links);
    }
}
