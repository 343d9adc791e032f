package dev.ringwork.os;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Commands that run another command under a fault: each method takes a command and gives a longer one, so that they nest.
 * A means that is missing ends the test, see {@link Means}.
 */
public final class OsTools {
    /** The user and group that own nothing: {@code nobody} and {@code nogroup} on Debian. */
    public static final int NOBODY = 65534;

    private static final String UTIL_LINUX = "util-linux";
    private static final Path FAKETIME_DEBIAN = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");
    private static final Path FAKETIME_DEBIAN_ARM = Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1");
    private static final Path FAKETIME_ELSEWHERE = Path.of("/usr/lib/faketime/libfaketimeMT.so.1");

    private OsTools() {}

    /**
     * Runs a command in a mount namespace of its own where {@code directory}, which exists, is an empty tmpfs of so many
     * KiB. With {@code /dev/shm} as the directory the whole system seems to have that little shared memory.
     */
    public static List<String> withTmpfs(Path directory, int kib, List<String> command) {
        List<String> namespace =
                List.of(Means.program("unshare", UTIL_LINUX), "--user", "--map-root-user", "--mount", "sh", "-c");
        Means.works(
                plus(namespace, "mount -t tmpfs none /mnt"),
                "allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone)");
        String mount = "mount -t tmpfs -o size=" + kib + "k,mode=1777 none \"$0\" && exec \"$@\"";
        return plus(plus(namespace, mount, directory.toString()), command);
    }

    /** Runs a command as the first process of a pid namespace of its own, with a {@code /proc} to match. */
    public static List<String> inPidNamespace(List<String> command) {
        return plus(pidNamespace("--mount-proc"), command);
    }

    /** The same with a {@code /proc} that shows all processes, by other pids than theirs in the namespace. */
    public static List<String> inPidNamespaceWithProcFromOutside(List<String> command) {
        return plus(pidNamespace(), command);
    }

    private static List<String> pidNamespace(String... more) {
        List<String> namespace = plus(
                List.of(
                        Means.program("unshare", UTIL_LINUX),
                        "--user",
                        "--map-root-user",
                        "--pid",
                        "--fork",
                        "--kill-child"),
                more);
        Means.works(plus(namespace, "true"), "allow user and pid namespaces (sysctl user.max_user_namespaces)");
        return namespace;
    }

    /** Runs a command as the child of a shell, which alone waits for it and then ends. */
    public static List<String> underShell(List<String> command) {
        return plus(List.of("sh", "-c", "\"$@\"; exit", "sh"), command); // without the exit it would become the command
    }

    /**
     * Runs a command under a resource limit, soft and hard.
     *
     * @param resource as {@code prlimit} names it: {@code nofile}, {@code nproc}, {@code as}, {@code fsize}
     */
    public static List<String> withLimit(String resource, long most, List<String> command) {
        return plus(List.of(Means.program("prlimit", UTIL_LINUX), "--" + resource + "=" + most + ":" + most), command);
    }

    /** Runs a command as {@code nobody}, without capabilities. Needs root. */
    public static List<String> asNobody(List<String> command) {
        List<String> nobody = List.of(
                Means.program("setpriv", UTIL_LINUX),
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all");
        Means.works(plus(nobody, "true"), "run the tests as root");
        return plus(nobody, command);
    }

    /**
     * Runs a command as a user of its own, who may read every file and has no other capability: limits count for it as for
     * any user. Needs root.
     */
    public static List<String> asOrdinaryUser(int uid, List<String> command) {
        List<String> user = List.of(
                Means.program("setpriv", UTIL_LINUX),
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "--inh-caps=-all,+dac_read_search",
                "--ambient-caps=-all,+dac_read_search",
                "--bounding-set=-all,+dac_read_search");
        Means.works(plus(user, "true"), "run the tests as root");
        return plus(user, command);
    }

    /**
     * Variables under which a process takes the wall clock from a file, which is read at each look at the clock: it holds
     * an offset such as {@code +0} or {@code -3600}. The monotonic clock stays the true one.
     */
    public static Map<String, String> wallClock(Path offsetFile) {
        Path library = Means.file("libfaketime", FAKETIME_DEBIAN, FAKETIME_DEBIAN_ARM, FAKETIME_ELSEWHERE);
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", offsetFile.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "NO_FAKE_STAT", "1");
    }

    private static List<String> plus(List<String> head, List<String> tail) {
        List<String> all = new ArrayList<>(head);
        all.addAll(tail);
        return List.copyOf(all);
    }

    private static List<String> plus(List<String> head, String... tail) {
        return plus(head, List.of(tail));
    }
}
