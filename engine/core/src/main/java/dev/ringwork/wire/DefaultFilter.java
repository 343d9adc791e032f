package dev.ringwork.wire;

import java.io.ObjectInputFilter;
import java.util.List;

/**
 * Refuses classes that are known as entry points of deserialization attacks, and is undecided about the rest.
 *
 * <p>A list of the known can't be complete: whoever doesn't trust the workers' code gives an allow list instead.
 * Exceptions in the packages named pass: they carry data, and a task may throw them.
 */
final class DefaultFilter implements ObjectInputFilter {
    static final DefaultFilter INSTANCE = new DefaultFilter();

    static final List<String> PREFIXES = List.of(
            "bsh.",
            "clojure.core$",
            "clojure.inspector.proxy$",
            "com.mchange.v2.c3p0.",
            "com.sun.jndi.",
            "com.sun.org.apache.bcel.",
            "com.sun.org.apache.xalan.",
            "com.sun.rowset.",
            "com.sun.syndication.feed.impl.",
            "groovy.util.Expando",
            "java.rmi.",
            "javassist.tools.",
            "javassist.util.proxy.",
            "javax.management.",
            "net.bytebuddy.implementation.",
            "org.apache.bcel.",
            "org.apache.commons.beanutils.BeanComparator",
            "org.apache.commons.collections.comparators.TransformingComparator",
            "org.apache.commons.collections.functors.",
            "org.apache.commons.collections.keyvalue.TiedMapEntry",
            "org.apache.commons.collections.map.LazyMap",
            "org.apache.commons.collections4.comparators.TransformingComparator",
            "org.apache.commons.collections4.functors.",
            "org.apache.commons.collections4.keyvalue.TiedMapEntry",
            "org.apache.commons.collections4.map.LazyMap",
            "org.apache.xalan.",
            "org.codehaus.groovy.runtime.",
            "org.hibernate.engine.spi.TypedValue",
            "org.hibernate.tuple.component.",
            "org.mozilla.javascript.",
            "org.python.core.",
            "org.springframework.aop.",
            "org.springframework.beans.factory.",
            "org.springframework.core.SerializableTypeWrapper",
            "rome.",
            "sun.rmi.");

    /** The one exception among the known gadgets: until JDK 20 reading it calls {@code toString} of whatever it holds. */
    private static final String GADGET_THROWABLE = "javax.management.BadAttributeValueExpException";

    private static final ClassValue<Status> STATUS = new ClassValue<>() {
        @Override
        protected Status computeValue(Class<?> type) {
            return isRefused(type) ? Status.REJECTED : Status.UNDECIDED;
        }
    };

    private DefaultFilter() {}

    @Override
    public Status checkInput(FilterInfo info) {
        Class<?> type = info.serialClass();
        return type == null ? Status.UNDECIDED : STATUS.get(type);
    }

    private static boolean isRefused(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        String name = element.getName();
        if (Throwable.class.isAssignableFrom(element)) {
            return name.equals(GADGET_THROWABLE);
        }
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
