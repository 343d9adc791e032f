package dev.ringwork.bench.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the kernel knows of a process.
 *
 * @param pid its number
 * @param command what it runs, see {@link CommandName}
 * @param isStopped whether a signal or a debugger has stopped it
 * @param residentBytes memory that it has in RAM, what it shares included; 0 when it has ended
 * @param cpu processor time so far, of all its threads
 */
public record ProcessFacts(long pid, String command, boolean isStopped, long residentBytes, Duration cpu) {
    private static final String STATE = "State:";
    private static final String RESIDENT = "VmRSS:";

    /** Reads them; empty when there is no such process. */
    static Optional<ProcessFacts> of(long pid) {
        Path process = LinkSearch.PROCESSES.resolve(String.valueOf(pid));
        try {
            boolean stopped = false;
            long resident = 0;
            for (String line : text(process.resolve("status")).split("\n")) {
                String[] words = line.split("\\s+");
                if (words[0].equals(STATE)) {
                    stopped = words[1].equalsIgnoreCase("t");
                } else if (words[0].equals(RESIDENT)) {
                    resident = Long.parseLong(words[1]) << 10;
                }
            }
            String command = CommandName.of(text(process.resolve("cmdline")));
            Duration cpu = ProcessHandle.of(pid)
                    .flatMap(handle -> handle.info().totalCpuDuration())
                    .orElse(Duration.ZERO);
            return Optional.of(new ProcessFacts(pid, command, stopped, resident, cpu));
        } catch (IOException e) {
            return Optional.empty(); // it has ended meanwhile: these files are open to all
        }
    }

    /** A process may call itself what it likes, also by bytes that are no UTF-8: they become U+FFFD. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), UTF_8);
    }
}
