package dev.ringwork.thread;

import dev.ringwork.run.Invocation;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The inbox with its token is a queue: tasks come out once, those of one thread in their order. */
public class InboxLinearizabilityTest {
    private static final int TASKS = 16;
    private static final ThreadTask<?>[] TASK = new ThreadTask<?>[TASKS];

    static {
        ThreadPoolCore pool = new ThreadPoolCore(ThreadPool.builder(), "probe");
        for (int i = 0; i < TASKS; i++) {
            TASK[i] = new ThreadTask<>(pool, Invocation.RUNNABLE, pool, null, null, false);
        }
    }

    private final Inbox inbox = new Inbox();

    /** Leaves a task. */
    @Operation
    public void offer(int number) {
        inbox.offer(TASK[number & TASKS - 1]);
    }

    /** Takes a task as an idle worker does: while something is there it looks again, since another may have the token. */
    @Operation
    public @Nullable Integer take() {
        ThreadTask<?> task;
        do {
            task = inbox.poll();
        } while (task == null && !inbox.isEmpty());
        return numberOf(task);
    }

    private static @Nullable Integer numberOf(@Nullable ThreadTask<?> task) {
        for (int i = 0; i < TASKS; i++) {
            if (TASK[i] == task) {
                return i;
            }
        }
        return null;
    }

    /** What it must look like. */
    public static class Queue {
        private final ArrayDeque<Integer> numbers = new ArrayDeque<>();

        /** Leaves a number. */
        public void offer(int number) {
            numbers.add(number & TASKS - 1);
        }

        /** Takes the oldest. */
        public @Nullable Integer take() {
            return numbers.poll();
        }
    }

    @Test
    void shouldBeAQueueWhenSeveralPoll() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(2)
                .iterations(20)
                .invocationsPerIteration(1000)
                .sequentialSpecification(Queue.class)
                .check(InboxLinearizabilityTest.class);
    }
}
