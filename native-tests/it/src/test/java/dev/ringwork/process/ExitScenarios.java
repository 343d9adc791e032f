package dev.ringwork.process;

import dev.ringwork.TaskFuture;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Programs that end in different ways while they have a pool: {@code main} of a JVM that {@link ExitIT} starts. They report on
 * stdout and in the directory that they are given; whatever appears on stderr is a fault unless the scenario wants it.
 */
final class ExitScenarios {
    private static final int CALLS = 40;

    private final Path directory;
    private final Path links;

    private ExitScenarios(Path directory) {
        this.directory = directory;
        this.links = directory.resolve("links");
    }

    /** Runs a scenario, named as its method, in a directory. */
    public static void main(String[] args) throws Exception {
        ExitScenarios scenarios = new ExitScenarios(Path.of(args[1]));
        ExitScenarios.class.getDeclaredMethod(args[0]).invoke(scenarios);
    }

    private ProcessPool pool(int workers) {
        return ProcessPool.builder()
                .maxWorkers(workers)
                .workerHeap("24m")
                .directory(links)
                .build();
    }

    /** A pool whose workers are all up; their pids are written down for the test. */
    private ProcessPool poolWithWorkers(int workers) throws Exception {
        ProcessPool pool = pool(workers);
        List<Gate> gates = new ArrayList<>();
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            Gate gate = new Gate(directory, "up" + i);
            gates.add(gate);
            futures.add(pool.submit(Tasks::passThen, gate, i));
        }
        for (Gate gate : gates) {
            gate.awaitArrival();
        }
        writePids(WorkersOfTest.pids(pool));
        gates.forEach(Gate::open);
        for (TaskFuture<Integer> future : futures) {
            future.get();
        }
        return pool;
    }

    private void writePids(List<Long> pids) throws IOException {
        Files.write(
                directory.resolve("pids"), pids.stream().map(String::valueOf).toList());
    }

    private Gate gate(String name) {
        return new Gate(directory, name);
    }

    private static int mark(String file) throws IOException {
        Files.writeString(Path.of(file), "done");
        return 1;
    }

    void returnWithAcceptedWork() throws Exception {
        ProcessPool pool = poolWithWorkers(2);
        for (int i = 0; i < CALLS; i++) {
            pool.submit(ExitScenarios::mark, directory.resolve("mark" + i).toString());
        }
    }

    void returnWithAcceptedWorkBeforeAnyWorkerIsUp() {
        ProcessPool pool = pool(2);
        for (int i = 0; i < CALLS; i++) {
            pool.submit(ExitScenarios::mark, directory.resolve("mark" + i).toString());
        }
    }

    void returnWithCallbacksDue() throws Exception {
        ProcessPool pool = poolWithWorkers(1);
        for (int i = 0; i < CALLS; i++) {
            Path file = directory.resolve("mark" + i);
            pool.submit(Tasks::twice, i).onDone(done -> {
                try {
                    mark(file.toString());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    void returnWithAnIdlePool() throws Exception {
        poolWithWorkers(2);
    }

    void returnWithAnUnusedPool() {
        pool(2);
    }

    void returnAfterClose() throws Exception {
        try (ProcessPool pool = poolWithWorkers(2)) {
            System.out.println(pool.submit(Tasks::twice, 21).get());
        }
    }

    void exitWhileWorking() throws Exception {
        ProcessPool pool = poolWithWorkers(2);
        Gate gate = gate("working");
        pool.submit(WorkerTasks::neverEnd, gate);
        gate.awaitArrival();
        System.exit(7);
    }

    void haltWhileWorking() throws Exception {
        ProcessPool pool = poolWithWorkers(2);
        Gate gate = gate("working");
        pool.submit(WorkerTasks::neverEnd, gate);
        gate.awaitArrival();
        Runtime.getRuntime().halt(8);
    }

    void throwWithAnIdlePool() throws Exception {
        poolWithWorkers(1);
        throw new IllegalStateException("asked for");
    }

    /** Works until the test kills it. */
    void workForEver() throws Exception {
        ProcessPool pool = poolWithWorkers(2);
        pool.submit(WorkerTasks::neverEnd, gate("working")).get();
    }

    /** Idles until the test kills it. */
    void idleForEver() throws Exception {
        ProcessPool pool = poolWithWorkers(2);
        gate("working").arrive();
        gate("never opened").pass();
        pool.close();
    }

    private static int nest(String directory) throws Exception {
        ExitScenarios inner = new ExitScenarios(Path.of(directory));
        inner.workForEver();
        return 0;
    }

    /** A worker has a pool of its own, whose workers are written down, too; until the test kills the outermost. */
    void nestForEver() throws Exception {
        Path inner = Files.createDirectories(directory.resolve("inner"));
        Files.createDirectories(inner.resolve("links"));
        ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("48m")
                .directory(links)
                .build();
        TaskFuture<Integer> nested = pool.submit(ExitScenarios::nest, inner.toString());
        new Gate(inner, "working").awaitArrival();
        List<String> pids = new ArrayList<>(Files.readAllLines(inner.resolve("pids")));
        WorkersOfTest.pids(pool).forEach(pid -> pids.add(Long.toString(pid)));
        Files.write(directory.resolve("pids"), pids);
        gate("working").arrive();
        nested.get();
    }

    void submitInAHook() throws Exception {
        ProcessPool pool = poolWithWorkers(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                pool.submit(Tasks::twice, 1);
                System.out.println("accepted");
            } catch (RejectedExecutionException e) {
                System.out.println("rejected");
            }
        }));
    }

    void closeInAHook() throws Exception {
        ProcessPool pool = poolWithWorkers(1);
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            futures.add(pool.submit(Tasks::twice, i));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            pool.close();
            System.out.println(futures.stream().mapToInt(TaskFuture::result).sum());
        }));
        System.exit(0);
    }

    void exitInACallback() throws Exception {
        ProcessPool pool = poolWithWorkers(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            pool.close();
            System.out.println("closed");
        }));
        pool.submit(Tasks::twice, 1).onDone(done -> System.exit(9));
        pool.awaitTermination(1, TimeUnit.DAYS);
    }

    void waitInAHook() throws Exception {
        ProcessPool pool = poolWithWorkers(1);
        Gate gate = gate("working");
        TaskFuture<Integer> future = pool.submit(Tasks::passThen, gate, 5);
        gate.awaitArrival();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            gate.open();
            System.out.println(future.result());
        }));
        System.exit(0);
    }

    void reportUncaught() throws Exception {
        ProcessPool pool = poolWithWorkers(1);
        dev.ringwork.function.SerializableRunnable failing = ExitScenarios::fail;
        pool.execute(failing);
    }

    private static void fail() {
        throw new IllegalStateException("nobody catches this");
    }

    private static int say(String what) {
        System.out.println("out " + what);
        System.err.println("err " + what);
        return 1;
    }

    void forwardOutput() throws Exception {
        try (ProcessPool pool = poolWithWorkers(1)) {
            TaskFuture<Integer> call = pool.submit(ExitScenarios::say, "hello");
            call.get();
            Files.writeString(directory.resolve("call"), call.toString());
        }
    }
}
