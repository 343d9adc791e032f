package dev.ringwork.process;

import dev.ringwork.run.LazyOutcome;
import org.jspecify.annotations.Nullable;

/** A result as its bytes, decoded by whoever asks for it first. */
final class EncodedOutcome implements LazyOutcome {
    private final ProcessCall<?> call;
    private final String workerName;
    private final byte[] bytes;
    private final boolean failed;

    EncodedOutcome(ProcessCall<?> call, String workerName, byte[] bytes, boolean failed) {
        this.call = call;
        this.workerName = workerName;
        this.bytes = bytes;
        this.failed = failed;
    }

    @Override
    public boolean isFailure() {
        return failed;
    }

    @Override
    public @Nullable Object decode() throws Throwable {
        if (failed) {
            throw call.decodeFailure(bytes, workerName);
        }
        return call.decodeValue(bytes);
    }
}
