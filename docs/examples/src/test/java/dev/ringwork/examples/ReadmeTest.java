package dev.ringwork.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds README.md to what it says: its program runs as shown, its commands and options exist. */
class ReadmeTest {
    private static final int MOST_LINES = 150;
    private static final Path README = Pages.root().resolve("README.md");

    @TempDir
    private Path directory;

    @Test
    void shouldPrintWhatIsShownWhenTheProgramIsCompiledAndRun() throws Exception {
        List<String> programs = Pages.blocks(README, "java");
        List<String> outputs = Pages.blocks(README, "text");
        assertThat(programs).hasSize(1);
        String source = programs.get(0);
        Matcher name = Pattern.compile("public class (\\w+)").matcher(source);
        assertThat(name.find()).as("the program is a class").isTrue();

        Path classes = compile(name.group(1), source);
        String classPath = classes + System.getProperty("path.separator") + System.getProperty("java.class.path");
        List<String> lines = ChildJvm.run(directory, classPath, name.group(1));

        assertThat(String.join("\n", lines) + "\n").isEqualTo(outputs.get(0));
    }

    private Path compile(String name, String source) throws IOException {
        Path file = directory.resolve(name + ".java");
        Files.writeString(file, source);
        Path classes = Files.createDirectory(directory.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-d",
                    classes.toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "--release",
                    "17",
                    "-proc:none");
            boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
        return classes;
    }

    @Test
    void shouldShowCommandsThatExistWhenTheyAreTyped() throws Exception {
        List<String> commands = Commands.of(README);

        assertThat(commands).anyMatch(line -> line.startsWith("./ringwork gcd"));
        assertThat(commands).contains("mvn verify");
        for (String command : commands) {
            Commands.check(command);
        }
    }

    @Test
    void shouldBeShortEnoughWhenReadInOneGo() throws Exception {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(MOST_LINES);
    }
}
