package dev.ringwork.bench.goal;

import dev.ringwork.bench.measure.Measurements;
import java.util.Optional;

/**
 * Which of the rivals that not every machine has a run had. All others have to be measured, or what compares with them is not.
 *
 * @param virtualThreads whether its JDK has virtual threads
 * @param cpython whether it found a CPython
 * @param cpythonVersion that one's version; empty when nothing is known of it
 */
public record Rivals(boolean virtualThreads, boolean cpython, String cpythonVersion) {
    /** What is assumed of a run of which nothing is known. */
    public static final Rivals ALL = new Rivals(true, true, "");

    private static final String VIRTUAL_THREADS = "jdkVirtualThreads";
    private static final String CPYTHON = "CPython.";

    /** The rival that is missing for a measurement, for people; empty when none is. */
    Optional<String> missingFor(String measurement) {
        String step = Measurements.step(measurement);
        if (!virtualThreads && step.contains(VIRTUAL_THREADS)) {
            return Optional.of("virtual threads");
        }
        return !cpython && isPython(step) ? Optional.of("CPython") : Optional.empty();
    }

    static boolean isPython(String measurement) {
        return measurement.startsWith(CPYTHON);
    }
}
