package dev.ringwork.bench.live;

import dev.ringwork.link.LinkView;
import dev.ringwork.link.WorkerState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A worker at one moment.
 *
 * @param link what its link file shows
 * @param process what the kernel knows of it, null before it has mapped the file
 */
public record Worker(LinkView link, @Nullable ProcessFacts process) {

    /** What it is about. */
    public enum State {
        /** Its process comes up, or runs the initializer. */
        STARTING,
        /** It waits at its door. */
        IDLE,
        /** It runs a call, or spins for the next one. */
        BUSY,
        /** A signal or a debugger has stopped its process. */
        STOPPED,
        /** It has found its link spoilt, and ends. */
        SPOILT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Its number, 0 while it has none. */
    public long pid() {
        return process == null ? 0 : process.pid();
    }

    /** What it is about, from its process, then from its link. */
    public State state() {
        if (process != null && process.isStopped()) {
            return State.STOPPED;
        }
        if (link.state() == WorkerState.SPOILT) {
            return State.SPOILT;
        }
        if (link.state() == WorkerState.STARTING || link.state() == WorkerState.MAPPED) {
            return State.STARTING;
        }
        return link.isWorkerParked() ? State.IDLE : State.BUSY;
    }
}
