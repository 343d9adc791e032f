package dev.ringwork.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks whether the commands that a page shows exist: programs, subcommands, options, goals, modules, main classes. */
final class Commands {
    private static final Path ROOT = Pages.root();
    private static final Path COMMANDS = ROOT.resolve("bench/src/main/java/dev/ringwork/bench/cli");
    private static final List<String> MAVEN_GOALS = List.of("clean", "package", "verify", "install", "spotless:apply");

    private Commands() {}

    /** The commands in the {@code sh} blocks of a page, one a line, without comments. */
    static List<String> of(Path page) throws IOException {
        return Pages.blocks(page, "sh").stream()
                .flatMap(block -> block.replaceAll("\\\\\\n\\s*", " ").lines())
                .map(line -> line.replaceFirst("(^|\\s)\\s*#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Fails unless this command exists. Environment variables may stand before it. */
    static void check(String command) throws Exception {
        List<String> words = Stream.of(command.split("\\s+"))
                .dropWhile(word -> word.matches("[A-Z_]+=.*"))
                .toList();
        switch (words.get(0)) {
            case "./ringwork" -> checkRingwork(words);
            case ".ci/run", "./.ci/run" ->
                assertThat(ROOT.resolve(words.get(0))).as(command).isExecutable();
            case "mvn" -> checkMaven(words);
            case "java" -> checkJava(words);
            default -> assertThat(words).as("a command that this test knows").isEmpty();
        }
    }

    private static void checkRingwork(List<String> words) throws IOException {
        assertThat(ROOT.resolve("ringwork")).isExecutable();
        String source = sourceOf(words.get(1));
        words.stream()
                .filter(word -> word.startsWith("--"))
                .map(word -> word.replaceFirst("=.*", ""))
                .filter(word -> !word.equals("--help"))
                .forEach(option ->
                        assertThat(source).as("options of %s", words.get(1)).contains('"' + option + '"'));
    }

    private static String sourceOf(String subcommand) throws IOException {
        try (Stream<Path> sources = Files.list(COMMANDS)) {
            for (Path source : sources.toList()) {
                String text = Files.readString(source);
                if (text.contains("name = \"" + subcommand + '"')) {
                    return text;
                }
            }
        }
        throw new AssertionError("./ringwork has this command: " + subcommand);
    }

    private static void checkMaven(List<String> words) {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-pl")) {
                i++;
                for (String module : words.get(i).split(",")) {
                    assertThat(ROOT.resolve(module).resolve("pom.xml")).exists();
                }
            } else if (!word.startsWith("-")) {
                assertThat(MAVEN_GOALS).contains(word);
            }
        }
    }

    private static void checkJava(List<String> words) throws ClassNotFoundException {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-cp")) {
                i++;
            } else if (!word.startsWith("-")) {
                assertThat(Class.forName(word)).hasPackage("dev.ringwork.examples");
                return;
            }
        }
        throw new AssertionError("a command names its main class: " + words);
    }
}
