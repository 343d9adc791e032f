package dev.ringwork.bench.suite;

import java.io.IOException;
import java.time.Duration;

/** One thing that is measured; it runs in JVMs of its own. */
public interface Step {

    /** Its name, the part of its measurements' names before the slash. */
    String name();

    /** About how long one round of it takes. */
    Duration estimate(Effort effort);

    /** Whether it runs in every round; otherwise it repeats what it measures itself, and runs in the first round only. */
    default boolean everyRound() {
        return true;
    }

    /** Runs one round. */
    void run(Run run) throws IOException, InterruptedException;
}
