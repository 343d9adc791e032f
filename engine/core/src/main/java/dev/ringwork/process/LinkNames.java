package dev.ringwork.process;

import java.nio.file.Path;

/**
 * Names of link directories: {@code ringwork-<this JVM>-<random>}, both hexadecimal. Nobody can foresee one; everybody can see
 * which JVM made it, so that none sweeps its own, and what has any other name is none of theirs.
 */
final class LinkNames {
    /** The link file in its directory. */
    static final String FILE = "link";

    private static final String PREFIX = "ringwork-";
    private static final String FORM = PREFIX + "[0-9a-f]{1,16}-[0-9a-f]{1,16}";
    /** Where the name of this JVM stands, for every copy of this class, whatever class loader it comes from. */
    private static final String JVM_PROPERTY = "dev.ringwork.jvm";

    private static final String OWN_PREFIX = PREFIX + jvm() + "-";

    private LinkNames() {}

    private static Object jvm() {
        return System.getProperties().computeIfAbsent(JVM_PROPERTY, key -> random());
    }

    private static String random() {
        return Long.toHexString(KernelRandom.nextLong());
    }

    /** A new name. */
    static String next() {
        return OWN_PREFIX + random();
    }

    /** Whether this is a link directory that another JVM made. */
    static boolean isForeign(Path directory) {
        String name = String.valueOf(directory.getFileName());
        return name.matches(FORM) && !name.startsWith(OWN_PREFIX);
    }
}
