package dev.ringwork.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Programs as users write and package them. */
final class App {
    /** Both pools, a few calls each, a worker's pid and java, and a line that says that all went well. */
    static final String MAIN_SOURCE = """
            package app;

            import dev.ringwork.PoolExecutor;
            import dev.ringwork.TaskFuture;
            import dev.ringwork.process.ProcessPool;
            import dev.ringwork.thread.ThreadPool;
            import java.util.List;

            public final class Main {
                public record Point(int x, String name) implements java.io.Serializable {}

                private Main() {}

                static Point move(Point p) {
                    return new Point(p.x() + 1, p.name());
                }

                public static void main(String[] arguments) {
                    try (ThreadPool pool = ThreadPool.create(2)) {
                        check(pool);
                    }
                    try (ProcessPool pool = ProcessPool.create(2)) {
                        check(pool);
                        long pid = pool.submit(() -> ProcessHandle.current().pid()).result();
                        if (pid == ProcessHandle.current().pid()) {
                            throw new AssertionError("not a process of its own");
                        }
                        String java = pool.submit(() -> ProcessHandle.current().info().command().orElseThrow()).result();
                        if (!java.equals(ProcessHandle.current().info().command().orElseThrow())) {
                            throw new AssertionError("a worker of another java: " + java);
                        }
                    }
                    System.out.println("both pools work");
                }

                private static void check(PoolExecutor pool) {
                    TaskFuture<Point> moved = pool.submit(Main::move, new Point(41, "gr\\u00fcn"));
                    if (!moved.result().equals(new Point(42, "gr\\u00fcn"))) {
                        throw new AssertionError(moved);
                    }
                    List<Point> many = pool.map(Main::move, List.of(new Point(1, "a"), new Point(2, "b"))).toList();
                    if (!many.equals(List.of(new Point(2, "a"), new Point(3, "b")))) {
                        throw new AssertionError(many);
                    }
                }
            }
            """;

    static final String MODULE_SOURCE = "module app { requires dev.ringwork; opens app; }";
    static final String WORKS = "both pools work";

    private App() {}

    /** Compiles sources, named by class or {@code module-info}, into a directory. */
    static Path compile(Path directory, Map<String, String> sources, String... options) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> files = new ArrayList<>();
        sources.forEach((name, text) -> files.add(new Source(name, text)));
        List<String> all = new ArrayList<>(List.of("--release", "17", "-d", directory.toString()));
        all.addAll(List.of(options));
        StringWriter messages = new StringWriter();
        boolean compiled =
                compiler.getTask(messages, null, null, all, null, files).call();
        assertThat(compiled).as(messages.toString()).isTrue();
        return directory;
    }

    static Path compileMain(Path directory) throws IOException {
        return compile(directory, Map.of("app.Main", MAIN_SOURCE), "-cp", Libraries.path());
    }

    /** A jar of directories' content, with a manifest. */
    static Path jar(Path jar, Map<String, String> manifest, Path... directories) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest(manifest))) {
            for (Path directory : directories) {
                add(out, directory, "");
            }
        }
        return jar;
    }

    private static Manifest manifest(Map<String, String> values) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        values.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        return manifest;
    }

    private static void add(JarOutputStream out, Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(prefix + directory.relativize(file)));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    /** One jar with the app and its libraries unpacked in it. */
    static Path uberJar(Path jar, Path classes) throws IOException {
        try (JarOutputStream out =
                new JarOutputStream(Files.newOutputStream(jar), manifest(Map.of("Main-Class", "app.Main")))) {
            add(out, classes, "");
            for (Path library : Libraries.all()) {
                unpack(out, library);
            }
        }
        return jar;
    }

    /** A jar as Spring Boot's plugin makes them: its loader's classes, the app's, and whole jars, stored. */
    static Path springBootJar(Path jar, Path classes, Path loader, String launcher) throws IOException {
        Map<String, String> manifest = Map.of(
                "Main-Class", launcher,
                "Start-Class", "app.Main",
                "Spring-Boot-Classes", "BOOT-INF/classes/",
                "Spring-Boot-Lib", "BOOT-INF/lib/");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest(manifest))) {
            unpack(out, loader);
            directory(out, "BOOT-INF/");
            directory(out, "BOOT-INF/classes/");
            directory(out, "BOOT-INF/classes/app/");
            add(out, classes, "BOOT-INF/classes/");
            directory(out, "BOOT-INF/lib/");
            for (Path library : Libraries.all()) {
                store(out, "BOOT-INF/lib/" + library.getFileName(), Files.readAllBytes(library));
            }
        }
        return jar;
    }

    private static void directory(JarOutputStream out, String name) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.closeEntry();
    }

    private static void store(JarOutputStream out, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        JarEntry entry = new JarEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    private static void unpack(OutputStream to, Path library) throws IOException {
        JarOutputStream out = (JarOutputStream) to;
        try (JarInputStream in = new JarInputStream(Files.newInputStream(library))) {
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                if (entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class")) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                    out.closeEntry();
                }
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
