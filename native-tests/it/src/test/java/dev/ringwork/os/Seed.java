package dev.ringwork.os;

/** Seeds of tests that choose at random. */
public final class Seed {
    private Seed() {}

    /** The one that a system property gives, else a new one. It is said at once: a run that hangs can be repeated, too. */
    public static long announced(String property, Class<?> test) {
        long seed = Long.getLong(property, System.nanoTime());
        System.out.println("seed: " + test.getSimpleName() + " -D" + property + "=" + seed);
        return seed;
    }
}
