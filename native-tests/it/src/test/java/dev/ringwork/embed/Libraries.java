package dev.ringwork.embed;

import dev.ringwork.PoolExecutor;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.agrona.concurrent.AtomicBuffer;
import org.jctools.queues.MessagePassingQueue;

/** The three jars of an embedder. */
final class Libraries {
    private Libraries() {}

    static List<Path> all() {
        return List.of(of(PoolExecutor.class), of(AtomicBuffer.class), of(MessagePassingQueue.class));
    }

    static Path of(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The libraries and more as a class path or module path. */
    static String path(Path... more) {
        return path(all(), more);
    }

    static String path(List<Path> first, Path... more) {
        return java.util.stream.Stream.concat(first.stream(), java.util.Arrays.stream(more))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
