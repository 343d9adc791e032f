package dev.ringwork.contract;

import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import dev.ringwork.function.SerializableRunnable;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** Small programs, each a JVM's whole life, for {@link ExitContract}. */
public enum ExitPrograms {
    /** Main returns while a task runs. */
    RETURN_WITH_WORK {
        @Override
        void run(PoolSource pools) {
            pools.make(2).submit(ExitPrograms::outlastMain, "apple").onDone(ExitPrograms::print);
        }
    },
    /** Main returns with an idle pool that nobody closed. */
    RETURN_WITH_AN_IDLE_POOL {
        @Override
        void run(PoolSource pools) {
            print(pools.make(2).submit(Tasks::sameText, "idle"));
        }
    },
    /** Main returns after a shutdown that waits for nothing. */
    RETURN_AFTER_SHUTDOWN {
        @Override
        void run(PoolSource pools) {
            PoolExecutor pool = pools.make(2);
            pool.submit(ExitPrograms::outlastMain, "apple").onDone(ExitPrograms::print);
            pool.shutdown();
        }
    },
    /** As before, with everything cancelled that can be. */
    RETURN_AFTER_CANCEL {
        @Override
        void run(PoolSource pools) {
            PoolExecutor pool = pools.make(2);
            List<TaskFuture<Integer>> futures = List.of(pool.submit(Tasks::twice, 1), pool.submit(Tasks::twice, 2));
            pool.shutdown(true);
            System.out.println(
                    futures.stream().filter(future -> future.isDone()).count() <= 2 ? "ended" : "?");
        }
    },
    /** Main returns and the work is in many pools, all of them dropped. */
    RETURN_WITH_MANY_POOLS {
        @Override
        void run(PoolSource pools) {
            for (int i = 0; i < 5; i++) {
                pools.make(1).submit(ExitPrograms::outlastMain, "pool").onDone(ExitPrograms::print);
            }
        }
    },
    /** The task is over, but not what it calls back. */
    RETURN_WITH_A_CALLBACK {
        @Override
        void run(PoolSource pools) {
            pools.make(1).submit(Tasks::sameText, "late").onDone(done -> {
                outlastMain("");
                print(done);
            });
        }
    },
    /** Main throws while a task runs. */
    THROW_WITH_WORK {
        @Override
        void run(PoolSource pools) {
            pools.make(1).submit(ExitPrograms::outlastMain, "apple").onDone(ExitPrograms::print);
            throw new IllegalStateException("main is over");
        }
    },
    /** A shutdown hook submits. */
    SUBMIT_IN_A_HOOK {
        @Override
        void run(PoolSource pools) {
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
    /** {@code System.exit} with work, and a hook that closes the pool. */
    CLOSE_IN_A_HOOK {
        @Override
        void run(PoolSource pools) {
            PoolExecutor pool = pools.make(1);
            TaskFuture<String> future = pool.submit(ExitPrograms::outlastMain, "closed");
            atExit(() -> {
                pool.close();
                System.out.println(future.isDone() ? "closed" : "left");
            });
            System.exit(3);
        }
    },
    /** {@code System.exit} holds nothing up. */
    EXIT_WITH_WORK {
        @Override
        void run(PoolSource pools) {
            pools.make(1).submit(ExitPrograms::never);
            System.exit(4);
        }
    },
    /** A command fails, and nobody has its future. */
    EXECUTE_A_FAILURE {
        @Override
        void run(PoolSource pools) {
            SerializableRunnable failing = () -> Tasks.fail(7);
            pools.make(1).execute(failing);
        }
    },
    /** Submits from a callback at the end of main, and from that one's callback. */
    SUBMIT_FROM_CALLBACKS {
        @Override
        void run(PoolSource pools) {
            PoolExecutor pool = pools.make(1);
            pool.submit(ExitPrograms::outlastMain, "first").onDone(first -> {
                print(first);
                pool.submit(ExitPrograms::outlastMain, "second").onDone(ExitPrograms::print);
            });
        }
    };

    /** Far longer than a main method needs to return once it has submitted; nothing fails if it isn't. */
    private static final long OUTLAST_NANOS = 150_000_000;

    abstract void run(PoolSource pools);

    static String outlastMain(String value) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < OUTLAST_NANOS) {
            Thread.onSpinWait();
        }
        return value;
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

    /** Takes the class of a {@link PoolSource}, its workers, and the name of a program. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Constructor<?> source = Class.forName(args[0]).getDeclaredConstructor(int.class);
        source.setAccessible(true);
        valueOf(args[2]).run((PoolSource) source.newInstance(Integer.parseInt(args[1])));
    }
}
