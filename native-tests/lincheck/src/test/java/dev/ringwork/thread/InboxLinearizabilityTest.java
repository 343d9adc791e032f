package dev.ringwork.thread;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringwork.run.Invocation;
import java.util.ArrayDeque;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The inbox with its token is a queue, though anyone may poll it and its queue allows for one consumer. */
class InboxLinearizabilityTest {
    private static final ThreadPoolCore POOL = new ThreadPoolCore(ThreadPool.builder(), "probe");
    private static final ThreadTask<?> FIRST = task();
    private static final ThreadTask<?> SECOND = task();

    private static ThreadTask<?> task() {
        return new ThreadTask<>(POOL, Invocation.RUNNABLE, POOL, null, null, false);
    }

    private static String name(@Nullable ThreadTask<?> task) {
        return task == null ? "none" : task == FIRST ? "first" : "second";
    }

    /** The engine's inbox. */
    public static class WithToken {
        private final Inbox inbox = new Inbox();

        /** A submitter. */
        @Operation
        public void offerFirst() {
            inbox.offer(FIRST);
        }

        /** Another. */
        @Operation
        public void offerSecond() {
            inbox.offer(SECOND);
        }

        /** A worker: while something is there it looks again, since a null may mean that another has the token. */
        @Operation
        public String take() {
            ThreadTask<?> task;
            do {
                task = inbox.poll();
            } while (task == null && !inbox.isEmpty());
            return name(task);
        }
    }

    /** The same queue when nobody takes a token: what the test must be able to tell. */
    public static class WithoutToken {
        private final MpscUnboundedAtomicArrayQueue<ThreadTask<?>> queue = new MpscUnboundedAtomicArrayQueue<>(256);

        /** A submitter. */
        @Operation
        public void offerFirst() {
            queue.offer(FIRST);
        }

        /** Another. */
        @Operation
        public void offerSecond() {
            queue.offer(SECOND);
        }

        /** A worker. */
        @Operation
        public String take() {
            return name(queue.poll());
        }
    }

    /** What both should look like. */
    public static class Queue {
        private final ArrayDeque<String> names = new ArrayDeque<>();

        /** Adds. */
        public void offerFirst() {
            names.add("first");
        }

        /** Adds. */
        public void offerSecond() {
            names.add("second");
        }

        /** Takes the oldest. */
        public String take() {
            String oldest = names.poll();
            return oldest == null ? "none" : oldest;
        }
    }

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(2)
                .iterations(12)
                .invocationsPerIteration(250)
                .sequentialSpecification(Queue.class);
    }

    @Test
    void shouldBeAQueueWhenAnyonePolls() {
        options().check(WithToken.class);
    }

    @Test
    void shouldBeSeenNotToBeAQueueWhenNobodyTakesAToken() {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(() -> options().check(WithoutToken.class));
    }
}
