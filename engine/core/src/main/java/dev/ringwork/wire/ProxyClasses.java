package dev.ringwork.wire;

import java.io.InvalidClassException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The proxy classes that messages name, made as one loader sees their interfaces.
 *
 * <p>Each list of interfaces, each order of them, is another class, which stays as long as that loader: some kilobytes for a name of
 * some bytes. So there is a limit to what messages can have made.
 */
final class ProxyClasses {
    /** Several times what proxies of frameworks have. */
    static final int MAX_INTERFACES = 16;
    /** Of different lists, for all messages of a pool. */
    static final int MAX_CLASSES = 256;

    private final ClassLoader loader;
    private final Map<List<Class<?>>, Class<?>> made = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    ProxyClasses(ClassLoader loader) {
        this.loader = loader;
    }

    /** Refuses so many interfaces before any of them is looked for. */
    static void checkCount(int interfaces) throws InvalidClassException {
        if (interfaces > MAX_INTERFACES) {
            throw Filters.tooManyClasses(Proxy.class, "interfaces=" + interfaces + " maxInterfaces=" + MAX_INTERFACES);
        }
    }

    /**
     * The proxy class of some interfaces. It is initialized by this, and those with default methods with it, so the filter was asked
     * for each.
     */
    Class<?> of(List<Class<?>> interfaces) throws InvalidClassException, ClassNotFoundException {
        Class<?> known = made.get(interfaces);
        if (known != null) {
            return known;
        }
        int before = count.getAndIncrement(); // what can't be initialized stays, too
        if (before >= MAX_CLASSES) {
            throw Filters.tooManyClasses(Proxy.class, "proxyClasses=" + MAX_CLASSES);
        }
        Class<?> type = make(interfaces);
        made.put(interfaces, type);
        return type;
    }

    private Class<?> make(List<Class<?>> interfaces) throws ClassNotFoundException {
        ClassLoader definer = loader;
        for (Class<?> type : interfaces) {
            // A proxy of an interface that isn't public lives beside it.
            if (!Modifier.isPublic(type.getModifiers()) && type.getClassLoader() != null) {
                definer = type.getClassLoader();
            }
        }
        try {
            return Proxy.newProxyInstance(
                            definer, interfaces.toArray(new Class<?>[0]), (proxy, method, arguments) -> null)
                    .getClass();
        } catch (IllegalArgumentException e) {
            throw new ClassNotFoundException("no proxy class can be made of the interfaces named", e);
        }
    }
}
