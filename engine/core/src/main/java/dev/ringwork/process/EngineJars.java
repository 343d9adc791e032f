package dev.ringwork.process;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.agrona.concurrent.AtomicBuffer;
import org.jctools.queues.MessagePassingQueue;
import org.jspecify.annotations.Nullable;

/** Where this JVM found ringwork and its two libraries, so that a worker finds the same ones. */
final class EngineJars {
    private static final String SPRING_BOOT_LOADER = "org.springframework.boot.loader.";
    private static final String SPRING_BOOT_LAUNCHER = "PropertiesLauncher";

    private EngineJars() {}

    /**
     * Jars or directories, without those that aren't files of their own.
     *
     * @return one when all are in one jar, three when each is in its own, none when they are inside of another jar
     */
    static Set<Path> find() {
        Set<Path> found = new LinkedHashSet<>();
        for (Class<?> type : new Class<?>[] {ProcessPool.class, AtomicBuffer.class, MessagePassingQueue.class}) {
            Path place = placeOf(type);
            if (place != null) {
                found.add(place);
            }
        }
        return found;
    }

    private static @Nullable Path placeOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return location == null ? null : fileOf(location);
    }

    /** The file or directory of a URL, null when it isn't one. */
    static @Nullable Path fileOf(URL location) {
        if (!location.getProtocol().equals("file")) {
            return null;
        }
        try {
            URI uri = location.toURI();
            return uri.getPath() == null ? null : Path.of(uri.getPath());
        } catch (URISyntaxException e) {
            return Path.of(location.getPath()); // a loader that doesn't escape spaces
        }
    }

    /**
     * The main class of a Spring Boot jar that can start another main class from inside of it.
     *
     * @return its name, null when the file isn't such a jar
     */
    static @Nullable String springBootLauncher(Path jar) throws IOException {
        if (!Files.isRegularFile(jar)) {
            return null;
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String main = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
            if (main == null || !main.startsWith(SPRING_BOOT_LOADER)) {
                return null;
            }
            String launcher = main.substring(0, main.lastIndexOf('.') + 1) + SPRING_BOOT_LAUNCHER;
            return file.getEntry(launcher.replace('.', '/') + ".class") == null ? null : launcher;
        }
    }
}
