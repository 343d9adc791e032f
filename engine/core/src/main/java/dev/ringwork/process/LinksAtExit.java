package dev.ringwork.process;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The link files of this JVM that still have a name, so that a JVM that ends while a worker starts leaves none: the kernel may
 * be faster to end the worker than the worker to map its file. One short hook for all, which waits for nobody. A JVM that is
 * killed leaves them to the {@link LinkSweeper}.
 */
final class LinksAtExit {
    private static final LinksAtExit INSTANCE = new LinksAtExit();

    /** Null once the JVM ends. Guarded by this. */
    private @Nullable Set<LinkFile> named = new HashSet<>();

    private boolean hooked;

    private LinksAtExit() {}

    /** Notes a file; false when the JVM ends, and then nobody would remove it. */
    static boolean add(LinkFile file) {
        return INSTANCE.note(file);
    }

    /** The file has no name any more. */
    static void remove(LinkFile file) {
        INSTANCE.forget(file);
    }

    private synchronized boolean note(LinkFile file) {
        if (named == null) {
            return false;
        }
        if (!hooked) {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(null, this::end, "ringwork-links", 0, false));
            } catch (IllegalStateException e) { // it ends already
                named = null;
                return false;
            }
            hooked = true;
        }
        return named.add(file);
    }

    private synchronized void forget(LinkFile file) {
        if (named != null) {
            named.remove(file);
        }
    }

    private void end() {
        Set<LinkFile> left;
        synchronized (this) {
            left = named;
            named = null;
        }
        if (left != null) {
            left.forEach(LinkFile::close);
        }
    }
}
