package dev.ringwork.process;

import dev.ringwork.worker.WorkerMain;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a pool's workers: this JVM's own java, a small JVM, the pool's arguments, then where ringwork and the
 * functions are found, in the way in which this JVM finds them.
 *
 * <ul>
 *   <li>a class path, ringwork's jars first;
 *   <li>a module path, with the modules that this JVM resolved;
 *   <li>a Spring Boot jar, whose own launcher is told to start a worker.
 * </ul>
 */
final class WorkerCommand {
    /** Linux limits one argument to 128 KiB. */
    private static final int LONGEST_ARGUMENT = 100_000;

    /** Stands for the argument file's name, which is known when it is written. */
    private static final String ARGUMENT_FILE = "@";

    private static final int FIRST_JDK_WITH_AOT = 24;
    private static final int LAST_JDK_SEEN = 25;
    /**
     * Left alone a JVM looks for unused monitors four times a second, and for reasons to stop at a safepoint once, which later versions
     * don't. The flags are for diagnosis: a version may come without them, and would not start.
     */
    private static final List<String> SELDOM_AWAKE = List.of(
            "-XX:+UnlockDiagnosticVMOptions", "-XX:AsyncDeflationInterval=5000", "-XX:GuaranteedSafepointInterval=0");

    static final String MAIN = WorkerMain.class.getName();

    private final List<String> words = new ArrayList<>();
    /** A class path too long for the command line, as {@code java} reads it from a file, or null. */
    private byte @Nullable [] argumentFile;
    /** What an archive of ringwork's classes is made for, or null when there can't be one. */
    private final @Nullable List<String> archivable;

    WorkerCommand(ProcessPoolOptions options) {
        words.add(java().toString());
        words.addAll(jvm());
        words.add("-Xmx" + options.workerHeap());
        words.addAll(options.jvmArguments());
        this.archivable = addProgram(options.classPath());
    }

    /** The words, with an archive's flags if there is one. */
    List<String> words(List<String> archiveFlags) throws IOException {
        List<String> all = new ArrayList<>(words);
        if (argumentFile != null) {
            all.set(all.indexOf(ARGUMENT_FILE), "@" + keep(argumentFile));
        }
        all.addAll(1, archiveFlags);
        return all;
    }

    private static Path keep(byte[] content) throws IOException {
        try {
            return UserCache.open().keep("class-path", content);
        } catch (IOException e) {
            throw new IOException(
                    "a class path too long for a command line goes through a file in the user's cache directory: length="
                            + content.length + " cause=" + e.getMessage()
                            + "; set XDG_CACHE_HOME to a directory that can be written",
                    e);
        }
    }

    /** The class path for which an archive can be made, null when there can be none. */
    @Nullable
    List<String> archivable() {
        return archivable;
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /**
     * A JVM that is small, starts fast, seldom wakes while it idles, and whose own words go to stderr, where no doorbell rings.
     */
    static List<String> jvm() {
        return jvm(Runtime.version().feature());
    }

    /** The same for a version of Java. */
    static List<String> jvm(int version) {
        List<String> flags = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:+DisplayVMOutputToStderr",
                "-Xlog:disable",
                "-Xlog:all=warning,cds*=off" + (version >= FIRST_JDK_WITH_AOT ? ",aot*=off" : "") + ":stderr"));
        if (version <= LAST_JDK_SEEN) {
            flags.addAll(SELDOM_AWAKE);
        }
        return flags;
    }

    private @Nullable List<String> addProgram(@Nullable String classPath) {
        Module module = WorkerMain.class.getModule();
        String modulePath = System.getProperty("jdk.module.path");
        boolean modular = module.isNamed() && module.getLayer() == ModuleLayer.boot();
        if (modular || modulePath != null) {
            addModules(modulePath);
        }
        if (modular) {
            if (classPath != null || !System.getProperty("java.class.path", "").isEmpty()) {
                addClassPath(WorkerClassPath.of(classPath, Set.of()).toString());
            }
            words.add("--module");
            words.add(module.getName() + "/" + MAIN);
            return null;
        }
        Set<Path> engine = EngineJars.find();
        if (engine.isEmpty() && classPath == null) {
            addSpringBoot();
            return null;
        }
        WorkerClassPath path = WorkerClassPath.of(classPath, engine);
        addClassPath(path.toString());
        words.add(MAIN);
        return modulePath == null ? path.entries().subList(0, path.engineEntries()) : null;
    }

    private void addModules(@Nullable String path) {
        if (path != null) {
            List<String> entries = new ArrayList<>();
            for (String entry : path.split(File.pathSeparator)) {
                entries.add(WorkerClassPath.absolute(entry));
            }
            words.add("--module-path");
            words.add(String.join(File.pathSeparator, entries));
        }
        List<String> names = new ArrayList<>();
        for (Module module : ModuleLayer.boot().modules()) {
            names.add(module.getName());
        }
        words.add("--add-modules");
        words.add(String.join(",", names));
    }

    private void addClassPath(String path) {
        if (path.length() < LONGEST_ARGUMENT) {
            words.add("-cp");
            words.add(path);
            return;
        }
        String quoted = "-cp \"" + path.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n";
        argumentFile = quoted.getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
        words.add(ARGUMENT_FILE);
    }

    private void addSpringBoot() {
        String path = System.getProperty("java.class.path", "");
        String launcher;
        try {
            launcher = path.isEmpty()
                    ? null
                    : EngineJars.springBootLauncher(Path.of(path).toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("the jar of this program can't be read: path=" + path, e);
        }
        if (launcher == null) {
            throw new IllegalStateException(
                    "workers find ringwork and the functions on a class path of files: java.class.path=" + path
                            + " ringwork="
                            + WorkerMain.class.getProtectionDomain().getCodeSource()
                            + "; name jars and directories with ProcessPool.builder().classPath(...)");
        }
        words.add("-cp");
        words.add(WorkerClassPath.absolute(path));
        words.add("-Dloader.main=" + MAIN);
        words.add(launcher);
    }
}
