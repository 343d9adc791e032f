package dev.ringwork.process;

import org.jspecify.annotations.Nullable;

/**
 * A worker as {@link ProcessPool#workers()} saw it.
 *
 * @param index its place in the pool, from 0
 * @param pid its process id
 * @param state how far it is
 * @param currentCall the call it runs, for people; null when it runs none
 */
public record WorkerInfo(
        int index, long pid, State state, @Nullable String currentCall) {

    /**
     * How far a worker is.
     *
     * <pre>
     * STARTING ──► IDLE ◄──► BUSY ──► STOPPING
     *                ▲         ▲
     *                └─SUSPECT─┘
     * </pre>
     */
    public enum State {
        /** Its JVM is coming up or runs the initializer. */
        STARTING,
        /** It has nothing to do. */
        IDLE,
        /** It has calls. */
        BUSY,
        /**
         * Its process has stood still for a while: stopped by a signal, swapped out, or given no time. It gets no calls, those
         * that it has not begun have moved, and the one that it runs is waited for until it goes on or the stall timeout is up.
         * Without a stall timeout a worker that has no calls is not looked at.
         */
        SUSPECT,
        /** It was told to exit. */
        STOPPING
    }
}
