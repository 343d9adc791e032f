package dev.ringwork.wire;

import java.io.IOException;
import java.io.InvalidClassException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Classes by name, as one loader finds them. */
final class ClassNames {
    /**
     * Nobody's everyday arrays have more. Java allows 255, and makes a class for each dimension up to the last, which stays as long as
     * its element's: a name of 300 bytes would be 255 classes, and that for every class there is.
     */
    static final int MAX_DIMENSIONS = 8;

    private final ClassLoader loader;
    /** Found ones only, so that bytes can't make it grow beyond the classes there are. */
    private final ConcurrentHashMap<String, Class<?>> found = new ConcurrentHashMap<>();

    /** The last class found for each hash of a name's bytes: most messages name it again, and need no string for that. */
    private final @Nullable Known[] recent = new Known[64];

    /**
     * A class and the bytes of its name as a message has them. Immutable: threads see a whole one or none.
     *
     * @param text the name as {@link ByteSink#putText} writes it
     */
    private record Known(byte[] text, Class<?> type) {}

    ClassNames(ClassLoader loader) {
        this.loader = loader;
    }

    /** Reads a name and finds its class, without initializing it. */
    Class<?> find(ByteSource source) throws IOException, ClassNotFoundException {
        int hash = source.peekHash();
        int slot = (hash ^ hash >>> 16) & recent.length - 1;
        Known known = recent[slot];
        if (known != null && source.skipText(known.text())) {
            return known.type();
        }
        int from = source.position();
        Class<?> type = find(source.takeText());
        recent[slot] = new Known(Arrays.copyOfRange(source.array(), from, source.position()), type);
        return type;
    }

    private Class<?> find(String name) throws InvalidClassException, ClassNotFoundException {
        Class<?> known = found.get(name);
        if (known != null) {
            return known;
        }
        Class<?> type = load(name, loader);
        found.put(name, type);
        return type;
    }

    /**
     * {@link Class#forName(String, boolean, ClassLoader)}, with every kind of failure as the one that is declared.
     *
     * @throws InvalidClassException if it is of an array of too many dimensions; nothing is loaded then
     */
    static Class<?> load(String name, ClassLoader loader) throws InvalidClassException, ClassNotFoundException {
        int dimensions = name.lastIndexOf('[') + 1;
        if (dimensions > MAX_DIMENSIONS) {
            throw Filters.tooManyClasses(null, "dimensions=" + dimensions + " maxDimensions=" + MAX_DIMENSIONS);
        }
        try {
            return Class.forName(name, false, loader);
        } catch (LinkageError e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
