package dev.ringwork.bench.suite;

/** A step could not measure. */
public final class StepFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailedException(String step, String why) {
        super("a measurement failed: step=" + step + "; " + why);
    }

    StepFailedException(String step, Throwable cause) {
        super("a measurement failed: step=" + step + "; " + cause.getMessage(), cause);
    }
}
