package dev.ringwork.process;

/**
 * Where the lines go that workers write on stdout and stderr. Lines of one worker's tasks come one after the other and in the
 * order in which they were written; lines of several workers come from several threads at once.
 *
 * <p>It may take its time: then the tasks that write have to wait, as with any pipe, and nobody else. Only what native code
 * writes to stdout faster than it is taken is dropped, and a line says how much.
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
