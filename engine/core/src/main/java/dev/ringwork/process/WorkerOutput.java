package dev.ringwork.process;

/**
 * Where the lines go that workers write on stdout and stderr. It is called by threads that read pipes: it should not block
 * for long, or the worker will when its pipe is full.
 */
@FunctionalInterface
public interface WorkerOutput {

    /**
     * Takes a line.
     *
     * @param worker the worker, such as {@code ProcessPool-1 worker 0 (pid 4711)}
     * @param stderr true for a line of stderr, false for one of stdout
     * @param line the line, without its end
     */
    void line(String worker, boolean stderr, String line);

    /**
     * Forwards to this JVM's own stdout and stderr, each line after its worker's name in brackets. The default.
     *
     * @return the output
     */
    static WorkerOutput forward() {
        return (worker, stderr, line) -> (stderr ? System.err : System.out).println("[" + worker + "] " + line);
    }

    /**
     * Throws everything away.
     *
     * @return the output
     */
    static WorkerOutput discard() {
        return (worker, stderr, line) -> {};
    }
}
