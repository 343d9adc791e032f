package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.PoolContract;
import dev.ringwork.contract.Tasks;
import dev.ringwork.function.SerializableCallable;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A pool of worker JVMs with the JDK's own classes: what can cross, and what is said about what can't. */
class ProcessPoolInteropIT extends PoolContract {
    /** The threads in which an argument was encoded. */
    private static final ConcurrentLinkedQueue<Thread> ENCODED_IN = new ConcurrentLinkedQueue<>();

    /** The input, and its index, that something is wrong with. */
    private static final int BAD = 3;

    ProcessPoolInteropIT() {
        super(new ProcessSource(2));
    }

    /** A future of this JVM can't be completed by another. */
    @Test
    void shouldSayWhatToDoWhenWhatIsExecutedIsAFutureOfThisJvm() {
        SerializableCallable<Integer> task = () -> 42;
        List<ThrowingCallable> calls = List.of(
                () -> pool().execute(new FutureTask<>(task)),
                () -> new ExecutorCompletionService<Integer>(pool()).submit(task),
                () -> CompletableFuture.supplyAsync(() -> 42, pool()),
                () -> CompletableFuture.runAsync(() -> {}, pool()),
                () -> CompletableFuture.completedFuture(1)
                        .thenApplyAsync(x -> x + 1, pool())
                        .join());
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call)
                    .isInstanceOfAny(RejectedExecutionException.class, CompletionException.class)
                    .hasMessageContaining("class=java.util.concurrent.")
                    .hasMessageContaining("submit(...)")
                    .hasMessageContaining("toCompletableFuture()")
                    .hasMessageContaining("TaskFutures.asCompleted");
        }
        assertThat(pool().submit(task).result()).as("as it says").isEqualTo(42);
    }

    /** What stands for an ExecutorCompletionService. */
    @Test
    void shouldReturnInOrderOfCompletionWhatWasSubmitted() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);
        TaskFuture<Integer> quick = pool().submit(Tasks::twice, 2);
        List<Integer> results = new ArrayList<>();

        for (TaskFuture<Integer> future : TaskFutures.<Integer>asCompleted(List.of(slow, quick), LONG)) {
            results.add(future.result());
            gate.open();
        }

        assertThat(results).containsExactly(4, 1);
    }

    @Test
    void shouldNameTheInterfacesToUseWhenALambdaIsNotSerializable() {
        Callable<Integer> plain = () -> 1;
        Runnable plainToo = () -> {};
        for (TaskFuture<?> future : List.of(pool().submit(plain), pool().submit(plainToo))) {
            assertThat(future.exception(LONG))
                    .isInstanceOf(NotSerializableException.class)
                    .hasMessageContaining("SerializableCallable, SerializableRunnable, SerializableFunction or "
                            + "SerializableBiFunction");
        }
        assertThatThrownBy(() -> pool().execute(plainToo))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("SerializableRunnable");
        assertThat(pool().submit(Tasks::twice, 1).result()).isEqualTo(2);
    }

    private static Object same(Object input) {
        return input;
    }

    private static Object first(Object input, Object other) {
        return input;
    }

    /** Returns what can't cross for one input. */
    private static Object sameButForOne(Object input) {
        return input.equals(BAD) ? new Object() : input;
    }

    @Test
    void shouldFailOnlyTheItemThatCannotCrossWhateverTheChunkSize() {
        List<Object> good = List.of(0, 1, 2, 3, 4, 5, 6);
        List<Object> bad = new ArrayList<>(good);
        bad.set(BAD, new Object());
        for (int chunk : new int[] {0, 1, 3, good.size(), good.size() + 1}) {
            MapOptions options = MapOptions.defaults().chunkSize(chunk);
            for (MapResult<Object> results : List.of(
                    pool().map(ProcessPoolInteropIT::same, bad, options),
                    pool().map(ProcessPoolInteropIT::first, bad, good, options),
                    pool().map(ProcessPoolInteropIT::first, good, bad, options),
                    pool().map(ProcessPoolInteropIT::sameButForOne, good, options))) {
                for (Object input : good) {
                    if (input.equals(BAD)) {
                        assertThatThrownBy(results::next)
                                .as("chunkSize=%d", chunk)
                                .isInstanceOf(NotSerializableException.class)
                                .hasMessageContaining("class=java.lang.Object");
                    } else {
                        assertThat(results.next()).as("chunkSize=%d", chunk).isEqualTo(input);
                    }
                }
                assertThat(results.hasNext()).isFalse();
            }
        }
    }

    private static final class Noting implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws java.io.IOException {
            ENCODED_IN.add(Thread.currentThread());
            out.defaultWriteObject();
        }
    }

    private static int ignore(Object argument) {
        return argument.hashCode();
    }

    @Test
    void shouldEncodeArgumentsInTheThreadThatSubmits() {
        ENCODED_IN.clear();

        pool().submit(ProcessPoolInteropIT::ignore, new Noting()).result();

        assertThat(ENCODED_IN).isNotEmpty().containsOnly(Thread.currentThread());
    }
}
