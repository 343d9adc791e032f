package dev.ringwork.bench.live;

import java.nio.file.Path;
import java.util.Set;

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
            "--add-exports",
            "--add-opens",
            "--add-reads",
            "--enable-native-access");

    /** Options that say what is run, followed by it. */
    private static final Set<String> MAIN = Set.of("-jar", "-m", "--module");

    private CommandName() {}

    /** From {@code /proc/<pid>/cmdline}, where NULs end the words; "unknown" when there are none. */
    static String of(String cmdline) {
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
        return path.startsWith("/") ? String.valueOf(Path.of(path).getFileName()) : path;
    }
}
