package dev.ringwork.wire;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;

/** Classes by name, as one loader finds them. */
final class ClassNames {
    private final ClassLoader loader;
    /** Found ones only, so that bytes can't make it grow beyond the classes there are. */
    private final ConcurrentHashMap<String, Class<?>> found = new ConcurrentHashMap<>();

    ClassNames(ClassLoader loader) {
        this.loader = loader;
    }

    /** Reads a name and finds its class, without initializing it. */
    Class<?> find(ByteSource source) throws IOException, ClassNotFoundException {
        String name = source.takeText();
        Class<?> known = found.get(name);
        if (known != null) {
            return known;
        }
        Class<?> type = load(name, loader);
        found.put(name, type);
        return type;
    }

    /** {@link Class#forName(String, boolean, ClassLoader)}, with every kind of failure as the one that is declared. */
    static Class<?> load(String name, ClassLoader loader) throws ClassNotFoundException {
        try {
            return Class.forName(name, false, loader);
        } catch (LinkageError e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
