package dev.ringwork.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK to run programs with. */
record Jdk(Path home, int feature) {
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"([0-9]+)");
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final int OLDEST = 17;
    private static final long JLINK_SECONDS = 50;

    static Jdk running() {
        return new Jdk(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** The running one, and one of each other release that is installed. */
    static List<Jdk> all() {
        List<Jdk> found = new ArrayList<>(List.of(running()));
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> homes = Files.list(INSTALLED)) {
                for (Path home : homes.sorted().toList()) {
                    int feature = featureOf(home);
                    if (feature >= OLDEST && found.stream().noneMatch(jdk -> jdk.feature == feature)) {
                        found.add(new Jdk(home, feature));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static int featureOf(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return 0;
        }
        Matcher version = VERSION.matcher(Files.readString(release));
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    Path java() {
        return home.resolve("bin/java");
    }

    /** A runtime image with these modules of this JDK and no others, as {@code jlink} makes it for an application. */
    Jdk image(Path target, String... modules) throws IOException, InterruptedException {
        Path log = target.resolveSibling(target.getFileName() + ".log");
        Process jlink = new ProcessBuilder(
                        home.resolve("bin/jlink").toString(),
                        "--add-modules",
                        String.join(",", modules),
                        "--output",
                        target.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(jlink.waitFor(JLINK_SECONDS, TimeUnit.SECONDS))
                    .as("jlink ends")
                    .isTrue();
        } finally {
            jlink.destroyForcibly();
        }
        assertThat(jlink.exitValue()).as(Files.readString(log)).isZero();
        return new Jdk(target, feature);
    }

    @Override
    public String toString() {
        return "JDK " + feature;
    }
}
