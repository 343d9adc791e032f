package dev.ringwork.process;

import dev.ringwork.link.Link;
import dev.ringwork.link.LinkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where link files are made: in the directory that the user chose, or on shared memory, or else where temporary files go. */
final class LinkFiles {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private LinkFiles() {}

    /**
     * A link and the file that it is mapped from.
     *
     * @param reach where the worker opens it
     */
    record Made(LinkFile file, Path reach, Link link) {}

    /** The places, best first. A chosen one has no alternative: an option is honoured or is an error. */
    static List<Path> places(@Nullable Path chosen) {
        return chosen != null
                ? List.of(chosen)
                : List.of(
                        SHARED_MEMORY,
                        Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
    }

    /**
     * Makes a link in the first place that has room; when none has, says so for each and leaves nothing behind.
     *
     * @param named whether the file keeps its name until it is closed
     */
    static Made make(List<Path> places, LinkSpec spec, long epoch, boolean named) throws IOException {
        IOException failure = null;
        for (Path place : places) {
            try {
                return make(place, spec, epoch, named);
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        throw failure != null ? failure : new IOException("link files need a directory: places=" + places);
    }

    private static Made make(Path place, LinkSpec spec, long epoch, boolean named) throws IOException {
        LinkFile file = LinkFile.create(place);
        Link link = null;
        try {
            Path reach = named ? file.path() : file.hide();
            link = Link.create(file.channel(), file.path(), spec, epoch);
            return new Made(file, reach, link);
        } finally {
            if (link == null) {
                file.close();
            }
        }
    }
}
