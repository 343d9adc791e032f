package dev.ringwork.bench.live;

import java.util.Set;
import java.util.regex.Pattern;

/** What a process is called by people: of a JVM the main class, the module or the jar, of another its program. */
final class CommandName {
    /** Options of java whose value is the next word. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "--add-modules",
            "--limit-modules",
            "--patch-module",
            "--source",
            "--add-exports",
            "--add-opens",
            "--add-reads",
            "--enable-native-access");

    /** Options that say what is run, followed by it. */
    private static final Set<String> MAIN = Set.of("-jar", "-m", "--module");

    /** What a terminal may obey: C0, DEL and C1. */
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f]");

    private CommandName() {}

    /**
     * From {@code /proc/<pid>/cmdline}, where NULs end the words; "unknown" when there are none. Control characters, by which a process
     * could write on the terminal of who looks at it, become question marks.
     */
    static String of(String cmdline) {
        return CONTROL.matcher(name(cmdline)).replaceAll("?");
    }

    private static String name(String cmdline) {
        String[] words = cmdline.split("\0");
        if (words.length == 0 || words[0].isEmpty()) {
            return "unknown";
        }
        String program = fileName(words[0]);
        return program.equals("java") ? main(words, program) : program;
    }

    private static String main(String[] words, String otherwise) {
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            if (MAIN.contains(word) && i + 1 < words.length) {
                return fileName(words[i + 1]);
            }
            if (WITH_VALUE.contains(word)) {
                i++;
            } else if (!word.startsWith("-") && !word.startsWith("@")) {
                return fileName(word);
            }
        }
        return otherwise;
    }

    private static String fileName(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return path.startsWith("/") && !name.isEmpty() ? name : path;
    }
}
