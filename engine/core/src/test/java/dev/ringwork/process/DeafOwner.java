package dev.ringwork.process;

/** Hears nothing of a worker. */
class DeafOwner implements WorkerHandle.Owner {
    @Override
    public void exited(WorkerHandle worker) {}

    @Override
    public void pipeEnded(WorkerHandle worker) {}

    @Override
    public void ready(WorkerHandle worker) {}

    @Override
    public void abandoned(Process process) {}
}
