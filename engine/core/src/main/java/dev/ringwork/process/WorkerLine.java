package dev.ringwork.process;

/**
 * A line that a worker wrote.
 *
 * @param worker the worker, such as {@code ProcessPool-1 worker 0.1 (pid 4711)}
 * @param call the id of the call that ran when it was written, as the future's {@code toString} has it; ids count up in each
 *     worker. 0 when no call ran, or when native code or a process that the task started wrote it
 * @param stderr true for a line of stderr, false for one of stdout
 * @param text the line, without its end
 */
public record WorkerLine(String worker, long call, boolean stderr, String text) {

    /**
     * Where the line comes from, in brackets, and the line.
     *
     * @return such as {@code [ProcessPool-1 worker 0.1 (pid 4711) #12] hello}
     */
    public String tagged() {
        return "[" + worker + (call == 0 ? "" : " #" + call) + "] " + text;
    }
}
