package dev.ringwork.bench.plain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Other JVMs to compare with. */
final class Java {
    private static final String COMMAND =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private Java() {}

    /** Starts one of our programs with our class path, no flag, and more in its environment. */
    static Process start(Map<String, String> environment, Class<?> program, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(COMMAND, "-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Starts a JVM as bare as can be: one class in a directory of its own, shared class data as it comes. */
    static Process startBare(Path directory, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(COMMAND, "-Xshare:auto", "-cp", directory.toString(), Hello.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** A directory with nothing but {@link Hello}. */
    static Path bareClassPath() throws IOException {
        Path root = Files.createTempDirectory("ringwork-bench");
        String resource = Hello.class.getName().replace('.', '/') + ".class";
        Path file = root.resolve(resource);
        Files.createDirectories(root.resolve(resource).resolveSibling(""));
        try (InputStream code = Hello.class.getResourceAsStream("/" + resource)) {
            if (code == null) {
                throw new IOException("a class can be read: resource=" + resource);
            }
            Files.copy(code, file);
        }
        deleteOnExit(root, file);
        return root;
    }

    /** The virtual machine deletes what it was told last first, so that the directory comes before what is in it. */
    private static void deleteOnExit(Path root, Path file) {
        Path path = root;
        path.toFile().deleteOnExit();
        for (Path name : root.relativize(file)) {
            path = path.resolve(name);
            path.toFile().deleteOnExit();
        }
    }

    static String output(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException("a program ends well: exit=" + exit + " output=" + output);
        }
        return output;
    }
}
