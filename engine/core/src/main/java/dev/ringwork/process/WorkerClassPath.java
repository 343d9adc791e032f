package dev.ringwork.process;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The workers' class path: absolute, because workers may run in another directory, and with ringwork in it, the same as
 * here.
 *
 * @param entries jars and directories in order
 * @param engineEntries how many of the first entries are needed to find ringwork and its libraries
 */
record WorkerClassPath(List<String> entries, int engineEntries) {

    /**
     * The class path that was asked for, or else this JVM's own with what the class loaders between this thread's and the
     * system's add to it, as application servers have them.
     */
    static WorkerClassPath of(@Nullable String asked, Set<Path> engine) {
        Set<String> entries = new LinkedHashSet<>();
        add(asked != null ? asked : System.getProperty("java.class.path", ""), entries);
        if (asked == null) {
            addLoaders(Thread.currentThread().getContextClassLoader(), entries);
            addLoaders(ProcessPool.class.getClassLoader(), entries);
        }
        Set<String> jars = new LinkedHashSet<>();
        engine.forEach(jar -> jars.add(jar.toString()));
        List<String> ordered = new ArrayList<>(entries.size() + jars.size());
        if (jars.size() > 1) { // jars of their own: first, where an archive of their classes can be used
            ordered.addAll(jars);
            entries.removeAll(jars);
            ordered.addAll(entries);
        } else {
            jars.removeAll(entries);
            ordered.addAll(entries); // an application's jar: it stays behind what is to override it
            ordered.addAll(jars);
        }
        return new WorkerClassPath(List.copyOf(ordered), lastOf(engine, ordered) + 1);
    }

    /** An empty path is none; an empty entry of a longer one is the current directory, as for {@code java}. */
    private static void add(String path, Set<String> entries) {
        if (!path.isEmpty()) {
            for (String entry : path.split(File.pathSeparator, -1)) {
                entries.add(absolute(entry));
            }
        }
    }

    /** Absolute entries stay as they are: in a C locale their names may not even be paths. */
    static String absolute(String entry) {
        return entry.startsWith(File.separator)
                ? entry
                : Path.of(entry).toAbsolutePath().toString();
    }

    private static void addLoaders(@Nullable ClassLoader from, Set<String> entries) {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        for (ClassLoader loader = from; loader != null && loader != system; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    Path file = EngineJars.fileOf(url);
                    if (file != null && Files.exists(file)) {
                        entries.add(file.toString());
                    }
                }
            }
        }
    }

    private static int lastOf(Set<Path> engine, List<String> entries) {
        int last = -1;
        for (Path jar : engine) {
            last = Math.max(last, entries.indexOf(jar.toString()));
        }
        return last;
    }

    @Override
    public String toString() {
        return String.join(File.pathSeparator, entries);
    }
}
