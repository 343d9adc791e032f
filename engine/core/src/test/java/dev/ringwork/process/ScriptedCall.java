package dev.ringwork.process;

import dev.ringwork.link.ClaimTable;
import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.run.ChunkRunner.ItemFailure;
import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Batch;
import dev.ringwork.wire.ByteSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A call of a {@link ScriptedLink}, how it ends when nothing goes wrong, and how often its task ran. */
final class ScriptedCall {
    /** In place of a state: the claim word of its slot is not one of this call. */
    static final int NO_STATE = -1;

    private static final int STATE_BITS = 3;

    final ProcessCall<?> call;
    private final Object right;
    /** How it ends on a link where nobody meddles. */
    private final Object undisturbed;
    /** By which the task counts its runs: one for each input. */
    private final int[] numbers;

    private ScriptedCall(ProcessCall<?> call, Object right, Object undisturbed, Object... inputs) {
        this.call = call;
        this.right = right;
        this.undisturbed = undisturbed;
        this.numbers = Arrays.stream(inputs).mapToInt(ScriptedTask::number).toArray();
    }

    static ScriptedCall of(ScriptedTask task, Object argument) {
        Object end = end(task, argument);
        return new ScriptedCall(callOf(task, argument), end, end, argument);
    }

    /** One whose task is interrupted, unless it has moved to another link. */
    static ScriptedCall interrupted(Object argument) {
        return new ScriptedCall(
                callOf(ScriptedTask.HEED, argument), ScriptedTask.interrupted(argument), argument, argument);
    }

    /** One of a map, with several inputs. */
    static ScriptedCall chunk(ScriptedTask task, Object... inputs) {
        Object[] ends = Arrays.stream(inputs).map(input -> end(task, input)).toArray();
        return new ScriptedCall(chunkOf(task, inputs), ends, ends, inputs);
    }

    private static ChunkCall chunkOf(ScriptedTask task, Object... inputs) {
        ScriptedLink.POOL.lifecycle().admitAlways();
        ByteSink sink = new ByteSink();
        try {
            sink.putInt(inputs.length);
            for (Object input : inputs) {
                Batch.putItem(sink, input, ScriptedLink.CODEC);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ChunkCall(
                ScriptedLink.POOL,
                ScriptedLink.function(task),
                Invocation.FUNCTION.ordinal(),
                sink.toByteArray(),
                new Object[inputs.length],
                inputs.length,
                new ChunkSizer(1));
    }

    private static ProcessCall<?> callOf(ScriptedTask task, Object argument) {
        return argument instanceof Long number && task == ScriptedTask.SQUARE
                ? ScriptedLink.square(number)
                : ScriptedLink.call(task, argument);
    }

    private static Object end(ScriptedTask task, Object argument) {
        try {
            return task.outcome(argument);
        } catch (IllegalArgumentException e) {
            return e;
        }
    }

    /** Whether its task ran so often, with each of its inputs. */
    boolean ran(int times) {
        return runs().allMatch(runs -> runs == times);
    }

    /** Whether its task ran once or never, with each of its inputs. */
    boolean ranAtMostOnce() {
        return runs().allMatch(runs -> runs <= 1);
    }

    private IntStream runs() {
        return Arrays.stream(numbers).map(ScriptedTask.RUNS::get);
    }

    /** Why it failed; null when it has not. */
    @Nullable
    Throwable failure() {
        return call.isDone() && !call.isCancelled() ? call.exception() : null;
    }

    /** Whether it has ended as it does when nothing goes wrong. */
    boolean isRight() {
        return hasEnded(right);
    }

    /** The same for one that has moved to a link where nobody meddles. */
    boolean isRightElsewhere() {
        return hasEnded(undisturbed);
    }

    private boolean hasEnded(Object end) {
        if (!call.isDone() || call.isCancelled()) {
            return false;
        }
        Throwable failure = call.exception();
        return isSame(end, failure == null ? call.result() : failure);
    }

    /** Whether two ends are the same: values by their content, failures by class and message, chunks by that of each input. */
    static boolean isSame(Object right, @Nullable Object found) {
        if (found instanceof ItemFailure item) {
            return isSame(right, item.failure());
        }
        if (right instanceof Throwable failure) {
            return found instanceof Throwable other
                    && failure.getClass() == other.getClass()
                    && Objects.equals(failure.getMessage(), other.getMessage());
        }
        if (right instanceof byte[] bytes) {
            return found instanceof byte[] others && Arrays.equals(bytes, others);
        }
        if (right instanceof Object[] ends) {
            return found instanceof Object[] others
                    && ends.length == others.length
                    && IntStream.range(0, ends.length).allMatch(i -> isSame(ends[i], others[i]));
        }
        return right.equals(found);
    }

    /** Where the claim word of its slot lies in the link. */
    int claimOffset() {
        return LinkLayout.CLAIM_TABLE_OFFSET + ((int) call.id & ScriptedLink.SPEC.claimSlots() - 1) * Long.BYTES;
    }

    /** What the claim table says of it, a state of {@link ClaimTable}, while its worker lives or just after. */
    int state(PlainMemory memory) {
        long word = memory.whole().getLong(claimOffset());
        return word >>> STATE_BITS == call.id ? (int) word & (1 << STATE_BITS) - 1 : NO_STATE;
    }

    @Override
    public String toString() {
        String runs = Arrays.toString(runs().toArray());
        if (!call.isDone()) {
            return call.function.name() + " not done, runs=" + runs;
        }
        Object end = call.isCancelled() ? "cancelled" : failure();
        return call.function.name() + " runs=" + runs + " end=" + (end == null ? call.result() : end);
    }
}
