package dev.ringwork.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.loader.launch.JarLauncher;

/** A program that uses both pools works without a flag and with nothing on stderr, however it is packaged. */
class PackagingIT {
    @TempDir
    Path directory;

    static List<Jdk> jdks() {
        return Jdk.all();
    }

    @Test
    void shouldBeTestedOnTheOldestAndTheNewestJdkWhenOnCi() {
        if (System.getenv("CI") != null) {
            assertThat(jdks().stream().map(Jdk::feature)).contains(17, 25);
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldWorkWhenOnAClassPath(Jdk jdk) throws Exception {
        Path classes = App.compileMain(directory.resolve("classes"));
        new Run.Command(jdk, directory, "-cp", Libraries.path(classes), "app.Main")
                .run()
                .assertWorks();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldWorkWhenOnAModulePath(Jdk jdk) throws Exception {
        Path classes = App.compile(
                directory.resolve("modules/app"),
                Map.of("app.Main", App.MAIN_SOURCE, "module-info", App.MODULE_SOURCE),
                "--module-path",
                Libraries.path());
        new Run.Command(jdk, directory, "--module-path", Libraries.path(classes), "--module", "app/app.Main")
                .run()
                .assertWorks();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldWorkWhenOnlyTheLibrariesAreModules(Jdk jdk) throws Exception {
        Path classes = App.compileMain(directory.resolve("classes"));
        new Run.Command(
                        jdk,
                        directory,
                        "--module-path",
                        Libraries.path(),
                        "--add-modules",
                        "dev.ringwork",
                        "-cp",
                        classes.toString(),
                        "app.Main")
                .run()
                .assertWorks();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldWorkWhenInAnUberJar(Jdk jdk) throws Exception {
        Path classes = App.compileMain(directory.resolve("classes"));
        Path jar = App.uberJar(directory.resolve("app.jar"), classes);
        new Run.Command(jdk, directory, "-jar", "app.jar").run().assertWorks();
        assertThat(jar).exists();
    }

    @Test
    void shouldWorkWhenTheManifestNamesTheLibraries() throws Exception {
        Path classes = App.compileMain(directory.resolve("classes"));
        Path lib = Files.createDirectory(directory.resolve("lib"));
        for (Path library : Libraries.all()) {
            Files.copy(library, lib.resolve(library.getFileName()));
        }
        String path =
                Libraries.all().stream().map(jar -> "lib/" + jar.getFileName()).collect(Collectors.joining(" "));
        App.jar(directory.resolve("app.jar"), Map.of("Main-Class", "app.Main", "Class-Path", path), classes);
        new Run.Command(Jdk.running(), directory, "-jar", "app.jar").run().assertWorks();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldWorkWhenInASpringBootJar(Jdk jdk) throws Exception {
        Path classes = App.compileMain(directory.resolve("classes"));
        App.springBootJar(
                directory.resolve("app.jar"), classes, Libraries.of(JarLauncher.class), JarLauncher.class.getName());
        new Run.Command(jdk, directory, "-jar", "app.jar").run().assertWorks();
    }

    /** What an image for a small application may be: no {@code jdk.unsupported}, no other module either. */
    @ParameterizedTest
    @MethodSource("jdks")
    @Timeout(120)
    void shouldWorkWhenTheRuntimeImageHasJavaBaseAlone(Jdk jdk) throws Exception {
        Jdk image = jdk.image(directory.resolve("image"), "java.base");
        Path classes = App.compileMain(directory.resolve("classes"));
        assertThat(new Run.Command(image, directory, "--list-modules")
                        .run()
                        .out()
                        .lines())
                .singleElement()
                .asString()
                .startsWith("java.base@");
        new Run.Command(image, directory, "-cp", Libraries.path(classes), "app.Main")
                .run()
                .assertWorks();
    }

    /** As modules they say what they need, and that is what {@code jdeps} tells the maker of an image. */
    @ParameterizedTest
    @MethodSource("jdks")
    @Timeout(120)
    void shouldWorkAsModulesWhenTheRuntimeImageHasWhatTheyRequire(Jdk jdk) throws Exception {
        Jdk image = jdk.image(directory.resolve("image"), "java.base", "jdk.unsupported");
        Path classes = App.compile(
                directory.resolve("modules/app"),
                Map.of("app.Main", App.MAIN_SOURCE, "module-info", App.MODULE_SOURCE),
                "--module-path",
                Libraries.path());
        new Run.Command(image, directory, "--module-path", Libraries.path(classes), "--module", "app/app.Main")
                .run()
                .assertWorks();
    }

    @Test
    void shouldWorkWhenPathsAreRelativeAndWorkersRunElsewhere() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        String source = App.MAIN_SOURCE.replace(
                "ProcessPool.create(2)",
                "ProcessPool.builder().workingDirectory(java.nio.file.Path.of(\"elsewhere\")).build()");
        Path classes = App.compile(directory.resolve("classes"), Map.of("app.Main", source), "-cp", Libraries.path());
        assertThat(classes).exists();
        assertThat(elsewhere).exists();
        String relative = Libraries.all().stream()
                .map(jar -> directory.toAbsolutePath().relativize(jar).toString())
                .collect(Collectors.joining(File.pathSeparator));
        new Run.Command(Jdk.running(), directory, "-cp", relative + File.pathSeparator + "classes", "app.Main")
                .run()
                .assertWorks();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shouldWorkWhenPathsHaveSpacesAndLetters(Jdk jdk) throws Exception {
        Path odd = Files.createDirectory(directory.resolve("mit Leerzeichen, grün & \"so\""));
        Path classes = App.compileMain(odd.resolve("classes"));
        Path copy = odd.resolve("ring work.jar");
        Files.copy(Libraries.all().get(0), copy);
        String path = Libraries.path(
                List.of(copy), classes, Libraries.all().get(1), Libraries.all().get(2));
        new Run.Command(jdk, odd, "-cp", path, "app.Main")
                .environment(Map.of("LC_ALL", "C.UTF-8"))
                .run()
                .assertWorks();
    }

    @Test
    void shouldWorkWhenTheClassPathIsTooLongForACommandLine() throws Exception {
        Path classes = App.compileMain(directory.resolve("classes"));
        String filler = IntStream.range(0, 3_000)
                .mapToObj(i -> directory
                        .resolve("a jar that isn't there " + i + ".jar")
                        .toString())
                .collect(Collectors.joining(File.pathSeparator));
        Path arguments = directory.resolve("arguments");
        Files.writeString(arguments, "-cp \"" + Libraries.path(classes) + File.pathSeparator + filler + "\" app.Main");
        assertThat(filler.length()).isGreaterThan(1 << 17);
        new Run.Command(Jdk.running(), directory, "@arguments").run().assertWorks();
    }

    @Test
    void shouldWorkWhenTheEnvironmentIsFullOfJavaOptions() throws Exception {
        Path classes = App.compileMain(directory.resolve("classes"));
        String option = "-Dfrom.environment=1";
        Run run = new Run.Command(Jdk.running(), directory, "-cp", Libraries.path(classes), "app.Main")
                .environment(Map.of(
                        "JAVA_TOOL_OPTIONS", option,
                        "_JAVA_OPTIONS", option,
                        "JDK_JAVA_OPTIONS", option,
                        "CLASSPATH", "/nowhere"))
                .run();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(App.WORKS + "\n");
        // Once each, by the program's own JVM.
        assertThat(run.err().lines()).hasSize(3).allMatch(line -> line.contains("Picked up "));
    }

    @Test
    void shouldWorkWhenTheThreadHasNoContextClassLoader() throws Exception {
        String source = App.MAIN_SOURCE.replace(
                "String[] arguments) {", "String[] arguments) { Thread.currentThread().setContextClassLoader(null);");
        Path classes = App.compile(directory.resolve("classes"), Map.of("app.Main", source), "-cp", Libraries.path());
        new Run.Command(Jdk.running(), directory, "-cp", Libraries.path(classes), "app.Main")
                .run()
                .assertWorks();
    }

    @Test
    void shouldWorkWhenAnApplicationServerLoadsTheProgram() throws Exception {
        String server = """
                package server;
                public final class Server {
                    public static void main(String[] jars) throws Exception {
                        java.net.URL[] urls = new java.net.URL[jars.length];
                        for (int i = 0; i < jars.length; i++) {
                            urls[i] = java.nio.file.Path.of(jars[i]).toUri().toURL();
                        }
                        ClassLoader loader = new java.net.URLClassLoader(urls);
                        Thread.currentThread().setContextClassLoader(loader);
                        loader.loadClass("app.Main").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
                    }
                }
                """;
        Path serverClasses = App.compile(directory.resolve("server"), Map.of("server.Server", server));
        Path classes = App.compileMain(directory.resolve("classes"));
        String[] jars = Libraries.path(classes).split(File.pathSeparator);
        String[] words = {"-cp", serverClasses.toString(), "server.Server", jars[0], jars[1], jars[2], jars[3]};
        new Run.Command(Jdk.running(), directory, words).run().assertWorks();
    }
}
