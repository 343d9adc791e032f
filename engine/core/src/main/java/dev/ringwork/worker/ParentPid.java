package dev.ringwork.worker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The pid of this process's parent, which the kernel changes when the parent dies. {@link ProcessHandle#parent} tells the same and
 * looks at the parent besides, which takes ten times as long; it is asked where {@code /proc} is missing, or counts processes
 * from another pid namespace than this process does.
 *
 * <p>For one thread: the file is its own.
 */
final class ParentPid {
    /** Of the calling thread, since the whole process's is added up over all of its threads. */
    private static final String STAT = "/proc/thread-self/stat";

    private static final Path SELF = Path.of("/proc/self");
    /** A pid, a name of at most 64 bytes in parentheses, the state, the parent. */
    private static final int ENOUGH = 128;
    /** What the kernel says of a parent outside of this pid namespace. */
    private static final long UNKNOWN = 0;

    private final byte[] bytes = new byte[ENOUGH];
    private @Nullable RandomAccessFile stat;
    private boolean begun;

    /** The pid, 0 when it can't be known. */
    long get() {
        if (!begun) {
            begun = true;
            stat = open();
        }
        RandomAccessFile file = stat;
        if (file != null) {
            try {
                file.seek(0);
                return parse(bytes, file.read(bytes));
            } catch (IOException | NumberFormatException e) {
                stat = null; // it isn't what it is said to be
            }
        }
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(UNKNOWN);
    }

    /** Null where its numbers are not this process's. */
    private static @Nullable RandomAccessFile open() {
        try {
            String self = Files.readSymbolicLink(SELF).toString();
            return self.equals(Long.toString(ProcessHandle.current().pid())) ? new RandomAccessFile(STAT, "r") : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The fourth field; the second is a name and may hold anything. */
    static long parse(byte[] line, int count) {
        int at = count - 1;
        while (at >= 0 && line[at] != ')') {
            at--;
        }
        int from = at + ") S ".length();
        int to = from;
        while (to < count && line[to] != ' ') {
            to++;
        }
        if (at < 0 || to >= count) {
            throw new NumberFormatException("a line of /proc has a fourth field: bytes=" + count);
        }
        return Long.parseLong(new String(line, from, to - from, StandardCharsets.ISO_8859_1));
    }
}
