package dev.ringwork.fault;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.TaskFuture;
import dev.ringwork.contract.Tasks;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.ProcessPoolBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A coordinator whose limits are set from outside. For each line of its stdin it makes a pool, has two calls run in it, closes it,
 * and says in a line how that went: {@code served}, or the exceptions. The words of a line are the pool's options: {@code heap=8m},
 * {@code ring=4096}, arguments for the workers' JVMs.
 */
final class LimitedCoordinator {
    private static final Duration SOON = Duration.ofSeconds(60);

    private LimitedCoordinator() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("up");
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line;
            while ((line = in.readLine()) != null) {
                System.out.println(use(pool(line)));
            }
        }
    }

    private static ProcessPoolBuilder pool(String options) {
        ProcessPoolBuilder builder =
                ProcessPool.builder().maxWorkers(2).workerHeap("8m").ringCapacity(1 << 16);
        List<String> jvmArguments = new ArrayList<>();
        for (String word : options.split(" ")) {
            if (word.startsWith("heap=")) {
                builder.workerHeap(word.substring("heap=".length()));
            } else if (word.startsWith("ring=")) {
                builder.ringCapacity(Integer.parseInt(word.substring("ring=".length())));
            } else if (word.startsWith("-")) {
                jvmArguments.add(word);
            }
        }
        return builder.jvmArguments(jvmArguments.toArray(String[]::new));
    }

    private static String use(ProcessPoolBuilder builder) {
        try (ProcessPool pool = builder.build()) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(pool.submit(Tasks::twice, i));
            }
            for (int i = 0; i < 2; i++) {
                Throwable failure = futures.get(i).exception(SOON);
                if (failure != null) {
                    return chain(failure);
                }
                if (futures.get(i).result() != 2 * i) {
                    return "a wrong result";
                }
            }
            return "served";
        } catch (BrokenExecutorException | OutOfMemoryError e) {
            return chain(e); // the pool broke before it had both calls, or isn't made for want of a thread
        }
    }

    private static String chain(Throwable failure) {
        StringBuilder line = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            line.append(t).append(" <- ");
        }
        return line.toString().replaceAll("\\R", " | ");
    }
}
