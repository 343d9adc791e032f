package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.Link;
import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.link.PlainMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every bit of a small link file is flipped, one at a time, at each of the moments below, and every tail of it is wiped out.
 * Whatever it hits: nothing throws at the coordinator but into futures, nothing hangs, no call runs twice, and every future
 * completes, with the right value or because its worker was ended.
 *
 * <p>Far from any record only one bit in {@value #USUAL_STRIDE} is flipped, and one byte in so many is the first of a tail, unless
 * {@code -Dproofs.deep=true}.
 */
class SpoiltLinkTest {
    /** When something spoils the link. */
    private enum Moment {
        BEFORE_CALLS,
        CALLS_PLACED,
        FIRST_CALL_RUNS,
        SECOND_CALL_RUNS,
        RESULTS_PUBLISHED,
        BODY_WANTED,
        PARTS_ARRIVE
    }

    private static final int USUAL_STRIDE = 61;
    /** No scenario here writes more into a ring, and the rings don't go round. */
    private static final int MOST_RECORD_BYTES = 640;

    private static final boolean DEEP = Boolean.getBoolean("proofs.deep");

    private static final int LENGTH = ScriptedLink.SPEC.fileLength();
    private static final byte[] SHORT = {3, 1, 3, 5, 7, 9, 11, 13, 15, 17};

    private final PlainMemory memory = new PlainMemory(LENGTH);
    private final PlainMemory other = new PlainMemory(LENGTH);
    /** How the runs ended. */
    private final TreeMap<String, Integer> endings = new TreeMap<>();

    private final List<String> wrong = new ArrayList<>();
    private List<ProcessCall<?>> calls = List.of();
    private List<Object> expected = List.of();

    @ParameterizedTest
    @EnumSource(Moment.class)
    void shouldGiveNoWrongOutcomeWhenAnyBitIsFlipped(Moment moment) {
        for (int bit = 0; bit < LENGTH * Byte.SIZE; bit++) {
            int flipped = bit;
            if (DEEP || bit % USUAL_STRIDE == 0 || isNear(bit / Byte.SIZE)) {
                run(moment, spoilt -> spoilt.flip(flipped), "bit=" + bit + " byte=" + bit / 8);
            }
        }
        assertThat(wrong).as("endings=%s", endings).isEmpty();
        assertThat(endings).as("some flips are noticed, most hit nothing").containsKeys("went on", "worker ended");
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void shouldGiveNoWrongOutcomeWhenAnyTailIsWiped(Moment moment) {
        for (int offset = 0; offset < LENGTH; offset++) {
            int from = offset;
            if (DEEP || offset % USUAL_STRIDE == 0 || isNear(offset)) {
                run(moment, spoilt -> spoilt.truncate(from), "from=" + offset);
            }
        }
        assertThat(wrong).as("endings=%s", endings).isEmpty();
    }

    @Test
    void shouldRefuseAFileOfAnyOtherLength(@TempDir Path directory) throws IOException {
        for (int length = 0; length < LENGTH; length++) {
            Path file = directory.resolve("cut" + length);
            Files.write(file, new byte[length]);
            assertThatThrownBy(() -> Link.open(file, ScriptedLink.SPEC, ScriptedLink.EPOCH))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("size=" + length);
            Files.delete(file);
        }
    }

    /** Whether anybody ever looks at the byte at this offset: all but the far part of the rings. */
    private static boolean isNear(int offset) {
        LinkSpec spec = ScriptedLink.SPEC;
        int calls = LinkLayout.callRingOffset(spec.claimSlots());
        int results = LinkLayout.resultRingOffset(spec.claimSlots(), spec.callCapacity());
        return !isFar(offset - calls, spec.callCapacity()) && !isFar(offset - results, spec.resultCapacity());
    }

    private static boolean isFar(int inRing, int capacity) {
        return inRing >= MOST_RECORD_BYTES && inRing < capacity;
    }

    private void run(Moment moment, Consumer<PlainMemory> spoil, String what) {
        memory.clear();
        ScriptedTask.reset();
        ScriptedLink link = new ScriptedLink(memory, memory);
        boolean[] spoiltAlready = {false};
        Runnable once = () -> {
            if (!spoiltAlready[0]) {
                spoiltAlready[0] = true;
                spoil.accept(memory);
            }
        };
        boolean streamed = moment == Moment.BODY_WANTED || moment == Moment.PARTS_ARRIVE;
        calls = streamed ? streamedCalls() : plainCalls();
        List<ProcessCall<?>> unplaced = new ArrayList<>();
        if (moment == Moment.BEFORE_CALLS) {
            once.run();
        }
        calls.forEach(call -> {
            if (!link.place(call)) {
                unplaced.add(call);
            }
        });
        int[] bells = {0};
        switch (moment) {
            case BEFORE_CALLS -> {}
            case CALLS_PLACED -> once.run();
            case FIRST_CALL_RUNS -> ScriptedTask.during = number -> once.run();
            case SECOND_CALL_RUNS ->
                ScriptedTask.during = number -> {
                    if (number != 1) {
                        once.run();
                    }
                };
            case RESULTS_PUBLISHED -> link.pumpListens = false;
            case BODY_WANTED -> link.onWorkerBell = once;
            case PARTS_ARRIVE ->
                link.onWorkerBell = () -> {
                    if (++bells[0] == 4) {
                        once.run();
                    }
                };
        }
        link.runWorker();
        once.run();
        boolean settled = link.settle(calls);
        if (!settled) {
            wrong.add(what + ": hangs");
        }
        endings.merge(link.isWorkerDead() ? "worker ended" : "went on", 1, Integer::sum);
        unplaced.addAll(link.die());
        finishElsewhere(unplaced);
        for (int i = 0; i < calls.size(); i++) {
            check(calls.get(i), expected.get(i), what + " call=" + i);
        }
        int runs = 0;
        for (int i = 0; i < ScriptedTask.RUNS.length(); i++) {
            runs += ScriptedTask.RUNS.get(i);
        }
        if (runs > calls.size()) {
            wrong.add(what + ": runs=" + runs);
        }
    }

    private List<ProcessCall<?>> plainCalls() {
        expected = List.of(1L, "mm", ScriptedTask.raise(SHORT));
        return List.of(
                ScriptedLink.square(1),
                ScriptedLink.call(ScriptedTask.TWICE, "m"),
                ScriptedLink.call(ScriptedTask.RAISE, SHORT));
    }

    private List<ProcessCall<?>> streamedCalls() {
        byte[] body = new byte[ScriptedLink.STREAMED_LENGTH];
        Arrays.fill(body, (byte) 9);
        body[1] = 1;
        expected = List.of(ScriptedTask.raise(body), 1L);
        return List.of(ScriptedLink.call(ScriptedTask.RAISE, body), ScriptedLink.square(1));
    }

    private void finishElsewhere(List<ProcessCall<?>> unbegun) {
        if (unbegun.isEmpty()) {
            return;
        }
        other.clear();
        ScriptedLink link = new ScriptedLink(other, other);
        unbegun.forEach(call -> assertThat(link.place(call)).isTrue());
        link.runWorker();
        link.channel.onBell();
        link.die();
    }

    private void check(ProcessCall<?> call, Object right, String what) {
        if (!call.isDone()) {
            wrong.add(what + ": never completes");
            return;
        }
        Throwable failure = call.exception();
        if (failure != null) {
            if (!(failure instanceof WorkerProtocolException)) {
                wrong.add(what + ": " + failure);
            }
            return;
        }
        Object value = call.result();
        boolean same = right instanceof byte[] bytes
                ? value instanceof byte[] found && Arrays.equals(bytes, found)
                : right.equals(value);
        if (!same) {
            wrong.add(what + ": value=" + value);
        }
    }
}
