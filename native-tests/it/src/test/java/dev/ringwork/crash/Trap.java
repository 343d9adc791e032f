package dev.ringwork.crash;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** A value with a fault in its own code: in {@code writeObject} or {@code readObject}, or in the task that gets it. */
final class Trap implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Where a call may go wrong. */
    enum Phase {
        ARGUMENT_DECODE,
        TASK,
        RESULT_ENCODE,
        RESULT_DECODE
    }

    private final Phase phase;
    private final Fault fault;
    /** The pid of the coordinator, to know which process this is. */
    private final long coordinator;
    /** The pid of the worker that made the result; 0 in an argument. */
    private final long worker;

    private Trap(Phase phase, Fault fault, long coordinator, long worker) {
        this.phase = phase;
        this.fault = fault;
        this.coordinator = coordinator;
        this.worker = worker;
    }

    /** For the coordinator. */
    static Trap argument(Phase phase, Fault fault) {
        return new Trap(phase, fault, ProcessHandle.current().pid(), 0);
    }

    /** The task. */
    static Trap spring(Trap argument) {
        if (argument.phase == Phase.TASK) {
            argument.fault.strike();
        }
        return new Trap(
                argument.phase,
                argument.fault,
                argument.coordinator,
                ProcessHandle.current().pid());
    }

    private boolean isInWorker() {
        return ProcessHandle.current().pid() != coordinator;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        if (isInWorker() && phase == Phase.RESULT_ENCODE) {
            fault.strike();
        }
        out.defaultWriteObject();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        if (isInWorker() && phase == Phase.ARGUMENT_DECODE) {
            fault.strike();
        }
        if (!isInWorker() && phase == Phase.RESULT_DECODE) {
            strikeWhileDecoding();
        }
    }

    /** What would kill this JVM kills the worker instead, which has published its result by now. */
    private void strikeWhileDecoding() {
        if (fault.isDeadly()) {
            fault.strike(worker);
        } else if (fault == Fault.OUT_OF_MEMORY) {
            throw new OutOfMemoryError("asked for"); // this JVM's heap is the tests' own
        } else {
            fault.strike();
        }
    }
}
