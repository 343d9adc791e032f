package dev.ringwork.contract;

import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import dev.ringwork.function.SerializableRunnable;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** Small programs, each a JVM's whole life, for {@link ExitContract}. */
public enum ExitPrograms {
    /** Main returns while every worker runs a task and one waits. */
    RETURN_WITH_WORK {
        @Override
        void run(PoolSource pools, Gate end) {
            PoolExecutor pool = pools.make(pools.workers());
            for (int i = 0; i <= pools.workers(); i++) {
                pool.submit(ExitPrograms::outlastMain, end, "apple").onDone(ExitPrograms::print);
            }
        }
    },
    /** Main returns with an idle pool that nobody closed. */
    RETURN_WITH_AN_IDLE_POOL {
        @Override
        void run(PoolSource pools, Gate end) throws InterruptedException {
            PoolExecutor pool = pools.make(pools.workers());
            Gate tasks = end.beside("tasks");
            List<TaskFuture<String>> futures = occupy(pool, pools.workers(), tasks, "idle");
            tasks.open();
            futures.forEach(ExitPrograms::print);
        }
    },
    /** Main returns after a shutdown that waits for nothing. */
    RETURN_AFTER_SHUTDOWN {
        @Override
        void run(PoolSource pools, Gate end) {
            PoolExecutor pool = pools.make(pools.workers());
            for (int i = 0; i <= pools.workers(); i++) {
                pool.submit(ExitPrograms::outlastMain, end, "apple").onDone(ExitPrograms::print);
            }
            pool.shutdown();
        }
    },
    /** As before, with everything cancelled that has not begun. */
    RETURN_AFTER_CANCEL {
        @Override
        void run(PoolSource pools, Gate end) throws InterruptedException {
            PoolExecutor pool = pools.make(pools.workers());
            occupy(pool, pools.workers(), end, "apple").forEach(future -> future.onDone(ExitPrograms::print));
            List<TaskFuture<Integer>> waiting = List.of(pool.submit(Tasks::twice, 1), pool.submit(Tasks::twice, 2));
            pool.shutdown(true);
            System.out.println(waiting.stream().filter(TaskFuture::isCancelled).count() + " cancelled");
        }
    },
    /** Everything is cancelled that has not begun by chance, while workers start. */
    RETURN_AFTER_CANCEL_AT_ONCE {
        @Override
        void run(PoolSource pools, Gate end) {
            PoolExecutor pool = pools.make(pools.workers());
            List<TaskFuture<Integer>> futures = List.of(pool.submit(Tasks::twice, 1), pool.submit(Tasks::twice, 2));
            pool.shutdown(true);
            futures.forEach(future -> future.onDone(
                    done -> System.out.println(done.isCancelled() || done.exception() == null ? "over" : "failed")));
        }
    },
    /** Main returns and the work is in many pools, all of them dropped. */
    RETURN_WITH_MANY_POOLS {
        @Override
        void run(PoolSource pools, Gate end) {
            for (int i = 0; i < 5; i++) {
                pools.make(1).submit(ExitPrograms::outlastMain, end, "pool").onDone(ExitPrograms::print);
            }
        }
    },
    /** The task is over, but not what it calls back. */
    RETURN_WITH_A_CALLBACK {
        @Override
        void run(PoolSource pools, Gate end) throws InterruptedException {
            Gate task = end.beside("task");
            pools.make(1).submit(ExitPrograms::outlastMain, task, "late").onDone(done -> {
                outlastMain(end, "");
                print(done);
            });
            task.open();
            end.awaitArrival();
        }
    },
    /** Main throws while a task runs. */
    THROW_WITH_WORK {
        @Override
        void run(PoolSource pools, Gate end) {
            pools.make(1).submit(ExitPrograms::outlastMain, end, "apple").onDone(ExitPrograms::print);
            throw new IllegalStateException("main is over");
        }
    },
    /** A shutdown hook submits. */
    SUBMIT_IN_A_HOOK {
        @Override
        void run(PoolSource pools, Gate end) {
            PoolExecutor pool = pools.make(1);
            pool.submit(Tasks::twice, 1).result();
            atExit(() -> {
                try {
                    pool.submit(Tasks::twice, 1).result();
                    System.out.println("accepted");
                } catch (RejectedExecutionException e) {
                    System.out.println("rejected: " + e.getMessage());
                }
            });
        }
    },
    /** {@code System.exit} with work, and a hook that closes the pool; the work ends once that has begun. */
    CLOSE_IN_A_HOOK {
        @Override
        void run(PoolSource pools, Gate end) throws InterruptedException {
            PoolExecutor pool = pools.make(pools.workers());
            TaskFuture<String> future = pool.submit(ExitPrograms::outlastMain, end, "closed");
            end.awaitArrival();
            aside(() -> {
                while (!pool.isShutdown()) {
                    Thread.onSpinWait();
                }
                end.open();
            });
            atExit(() -> {
                pool.close();
                System.out.println(future.isDone() ? future.result() : "left");
            });
            System.exit(3);
        }
    },
    /** {@code System.exit} holds nothing up. */
    EXIT_WITH_WORK {
        @Override
        void run(PoolSource pools, Gate end) {
            pools.make(pools.workers()).submit(ExitPrograms::never);
            System.exit(4);
        }
    },
    /** A command fails, and nobody has its future. */
    EXECUTE_A_FAILURE {
        @Override
        void run(PoolSource pools, Gate end) {
            SerializableRunnable failing = () -> Tasks.fail(7);
            pools.make(pools.workers()).execute(failing);
        }
    },
    /** Submits from a callback at the end of main, and from that one's callback. */
    SUBMIT_FROM_CALLBACKS {
        @Override
        void run(PoolSource pools, Gate end) {
            PoolExecutor pool = pools.make(pools.workers());
            pool.submit(ExitPrograms::outlastMain, end, "first").onDone(first -> {
                print(first);
                pool.submit(ExitPrograms::outlastMain, end, "second").onDone(ExitPrograms::print);
            });
        }
    };

    /** Runs a program; what has to outlast main passes {@code end}, which the test opens once main is over. */
    abstract void run(PoolSource pools, Gate end) throws Exception;

    static String outlastMain(Gate end, String value) {
        try {
            end.pass();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this", e);
        }
        return value;
    }

    /** Has every worker run a task that passes the gate; returns once all have begun. */
    private static List<TaskFuture<String>> occupy(PoolExecutor pool, int workers, Gate gate, String value)
            throws InterruptedException {
        List<TaskFuture<String>> futures = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            Gate door = gate.door(i);
            futures.add(pool.submit(ExitPrograms::outlastMain, door, value));
            door.awaitArrival();
        }
        return futures;
    }

    static void never() throws InterruptedException {
        Thread.currentThread().join();
    }

    static void print(TaskFuture<?> future) {
        System.out.println(future.result());
    }

    private static void atExit(Runnable work) {
        Runtime.getRuntime().addShutdownHook(new Thread(work, "exit"));
    }

    /** Work of the program's that holds no JVM up. */
    private static void aside(Runnable work) {
        Thread thread = new Thread(work, "aside");
        thread.setDaemon(true);
        thread.start();
    }

    /** What tells the test that main has returned or thrown. */
    static Gate mainIsOver(Path directory) {
        return new Gate(directory, "main");
    }

    /** What the test opens then. */
    static Gate end(Path directory) {
        return new Gate(directory, "end");
    }

    private static void tellWhenOver(Thread main, Gate over) {
        aside(() -> {
            try {
                main.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this", e);
            }
            over.arrive();
        });
    }

    /** Takes the class of a {@link PoolSource}, its workers, the name of a program, and a directory for gates. */
    public static void main(String[] args) throws Exception {
        Constructor<?> source = Class.forName(args[0]).getDeclaredConstructor(int.class);
        source.setAccessible(true);
        PoolSource pools = (PoolSource) source.newInstance(Integer.parseInt(args[1]));
        Path directory = Path.of(args[3]);
        tellWhenOver(Thread.currentThread(), mainIsOver(directory));
        valueOf(args[2]).run(pools, end(directory));
    }
}
