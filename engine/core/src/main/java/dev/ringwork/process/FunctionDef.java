package dev.ringwork.process;

import dev.ringwork.wire.Frames;

/**
 * A function as it crosses: once a worker under an id when it has no state, with every call otherwise.
 *
 * @param id the id, {@link Frames#INLINE_FUNCTION} when the call's body carries the function
 * @param encoded what a worker makes the function from
 * @param name for people
 */
record FunctionDef(int id, byte[] encoded, String name) {
    boolean isInline() {
        return id == Frames.INLINE_FUNCTION;
    }
}
