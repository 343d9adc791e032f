package dev.ringwork.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Whether a child process is gone, and how it ended, where the JDK may not know: its thread that waits for a process ends when
 * there is no memory for it, and then the process is alive for ever to {@link Process}. The kernel knows: the process is a zombie
 * without threads, or not there any more. Where there is no {@code /proc}, the JDK has the last word.
 */
final class ProcessEnd {
    /** Of a process that is not there any more, and of which nobody said how it ended. */
    static final int UNKNOWN = -1;

    private static final Path PROC = Path.of("/proc");
    /** Fields of its line in /proc, counted from the state, which comes after the name. */
    private static final int THREADS = 17;

    private static final int EXIT_CODE = 49;
    private static final String NAME_END = ") ";
    private static final String ZOMBIE = "Z";
    // What waitpid tells: the signal in the lowest bits, or the code above them.
    private static final int SIGNAL_MASK = 0x7f;
    private static final int CODE_SHIFT = 8;
    private static final int CODE_MASK = 0xff;
    private static final int SIGNAL_BASE = 128;

    private ProcessEnd() {}

    /** Whether it is gone, by the word of either. */
    static boolean isGone(Process process) {
        return !process.isAlive() || isGoneForTheKernel(process.pid());
    }

    private static boolean isGoneForTheKernel(long pid) {
        try {
            String[] fields = fields(pid);
            return fields[0].equals(ZOMBIE) && Integer.parseInt(fields[THREADS]) <= 1;
        } catch (NoSuchFileException e) {
            return Files.exists(PROC.resolve("self"));
        } catch (IOException | NumberFormatException e) {
            return false; // it is looked again
        }
    }

    /** How a process that is gone ended, by the JDK's word, else by the kernel's; 128 + n for signal n. */
    static int exitCode(Process process) {
        if (!process.isAlive()) {
            return process.exitValue();
        }
        try {
            int status = Integer.parseInt(fields(process.pid())[EXIT_CODE]);
            int signal = status & SIGNAL_MASK;
            return signal == 0 ? status >> CODE_SHIFT & CODE_MASK : SIGNAL_BASE + signal;
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN;
        }
    }

    private static String[] fields(long pid) throws IOException {
        String line = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
        String[] fields = line.substring(line.lastIndexOf(NAME_END) + NAME_END.length())
                .strip()
                .split(" ");
        if (fields.length <= EXIT_CODE) {
            throw new IOException("a line of /proc tells an exit code: line=" + line);
        }
        return fields;
    }
}
