package dev.ringwork.process;

/**
 * Where the lines go that workers write on stdout and stderr. Lines of one worker come one after the other, those of its tasks in the
 * order in which they were written; lines of several workers come from several threads at once.
 *
 * <p>It may take its time. Lines are read ahead of it, some of them: once the text of a worker's lines that wait amounts to 131,072 characters and the
 * pipe is full, the tasks that write have to wait, as with any pipe, and nobody else. Only what native code writes to stdout faster than it is taken is
 * dropped, and a line says how much.
 */
@FunctionalInterface
public interface WorkerOutput {

    /**
     * Takes a line.
     *
     * @param line the line, and whose it is
     */
    void line(WorkerLine line);

    /**
     * Forwards to this JVM's own stdout and stderr, each line after its worker's name and its call's id in brackets. The
     * default.
     *
     * @return the output
     */
    static WorkerOutput forward() {
        return line -> (line.stderr() ? System.err : System.out).println(line.tagged());
    }

    /**
     * Throws everything away.
     *
     * @return the output
     */
    static WorkerOutput discard() {
        return line -> {};
    }
}
