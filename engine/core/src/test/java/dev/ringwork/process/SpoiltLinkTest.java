package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.ClaimTable;
import dev.ringwork.link.Link;
import dev.ringwork.link.PlainMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every bit of a small link file is flipped, one at a time, at each of the moments below, and every tail of it is wiped out.
 * Whatever it hits: nothing throws at the coordinator but into futures, nothing hangs, and every call ends as it should after
 * one run, or fails by this rule:
 *
 * <pre>
 * the worker goes on      each call has its right end
 * the worker is ended     a call may fail if it had begun, or if its own claim word is what was hit; it ran once or never.
 *                         All others have their right ends, here or elsewhere
 *
 * the worker is ended only when somebody reads what was hit
 * </pre>
 *
 * <p>Where nobody reads, only one bit in {@value #USUAL_STRIDE} is flipped, and one byte in so many is the first of a tail; which ones
 * depends on a seed. {@code -Dflips.stride=1} takes them all, {@code -Dflips.seed=…} the same ones again.
 */
// In a thread of its own, since a worker that waits for room takes no notice of interrupts: a hang is a failure, too.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpoiltLinkTest {
    /** When something spoils the link. */
    private enum Moment {
        BEFORE_CALLS(ReadBytes.SHORT_RECORDS),
        CALLS_PLACED(ReadBytes.SHORT_RECORDS),
        FIRST_CALL_RUNS(ReadBytes.SHORT_RECORDS),
        SECOND_CALL_RUNS(ReadBytes.SHORT_RECORDS),
        RESULTS_PUBLISHED(ReadBytes.SHORT_RECORDS),
        BODY_WANTED(ReadBytes.PARTS),
        PARTS_ARRIVE(ReadBytes.PARTS);

        private final ReadBytes reads;

        Moment(ReadBytes reads) {
            this.reads = reads;
        }

        private List<ScriptedCall> calls() {
            return reads == ReadBytes.PARTS
                    ? List.of(ScriptedCall.of(ScriptedTask.RAISE, LONG), ScriptedCall.of(ScriptedTask.SQUARE, 1L))
                    : List.of(
                            ScriptedCall.of(ScriptedTask.SQUARE, 1L),
                            ScriptedCall.of(ScriptedTask.TWICE, "m"),
                            ScriptedCall.of(ScriptedTask.RAISE, SHORT));
        }
    }

    /** Bytes from one offset to another are spoilt. */
    private record Spoiling(String what, int from, int to, Runnable act) {
        boolean hits(int offset, int length) {
            return from < offset + length && offset < to;
        }

        boolean hitsAnyOf(ReadBytes reads) {
            return IntStream.range(from, to).anyMatch(reads::contain);
        }
    }

    private static final int USUAL_STRIDE = 61;
    private static final int STRIDE = Integer.getInteger("flips.stride", USUAL_STRIDE);
    private static final long SEED = Long.getLong("flips.seed", System.nanoTime());

    private static final int LENGTH = ScriptedLink.SPEC.fileLength();
    private static final byte[] SHORT = {3, 1, 3, 5, 7, 9, 11, 13, 15, 17};
    /** Longer than a record may be, on both ways. */
    private static final byte[] LONG = new byte[ScriptedLink.STREAMED_LENGTH];

    static {
        Arrays.fill(LONG, (byte) 9);
        LONG[1] = 1;
    }

    // What was tried, and how it ended.
    private static int flips;
    private static int tails;
    private static int truncations;
    private static int ended;
    private static int failedCalls;
    private static int wrongs;

    private final PlainMemory memory = new PlainMemory(LENGTH);
    private final PlainMemory elsewhere = new PlainMemory(LENGTH);
    private final List<String> wrong = new ArrayList<>();

    /** Said at once: a run that hangs can be repeated, too. */
    @BeforeAll
    static void saySeed() {
        System.out.println("seed: SpoiltLinkTest -Dflips.seed=" + SEED + " -Dflips.stride=" + STRIDE);
    }

    @AfterAll
    static void sayFigures() {
        System.out.println("bad inputs tried: " + flips + " flips, " + tails + " tails, " + truncations
                + " truncations; workers ended=" + ended + " calls that failed by the rule=" + failedCalls + " wrong="
                + wrongs);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void shouldGiveNoWrongOutcomeWhenAnyBitIsFlipped(Moment moment) {
        int before = ended;
        for (int bit = 0; bit < LENGTH * Byte.SIZE; bit++) {
            int at = bit / Byte.SIZE;
            if (moment.reads.contain(at) || isChosen(bit)) {
                int flipped = bit;
                run(moment, new Spoiling("bit=" + bit + " byte=" + at, at, at + 1, () -> memory.flip(flipped)));
                flips++;
            }
        }
        requireNothingWrong();
        assertThat(ended - before).as("some flips are noticed").isPositive();
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void shouldGiveNoWrongOutcomeWhenAnyTailIsWiped(Moment moment) {
        for (int offset = 0; offset < LENGTH; offset++) {
            if (moment.reads.contain(offset) || isChosen(offset)) {
                int from = offset;
                run(moment, new Spoiling("from=" + from, from, LENGTH, () -> memory.truncate(from)));
                tails++;
            }
        }
        requireNothingWrong();
    }

    private static boolean isChosen(int index) {
        return index % STRIDE == Math.floorMod(SEED, STRIDE);
    }

    private void requireNothingWrong() {
        wrongs += wrong.size();
        assertThat(wrong).as("-Dflips.seed=%d", SEED).isEmpty();
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
            truncations++;
        }
    }

    private void run(Moment moment, Spoiling spoiling) {
        memory.clear();
        ScriptedTask.reset();
        ScriptedLink link = new ScriptedLink(memory, memory);
        List<ScriptedCall> calls = moment.calls();
        List<ProcessCall<?>> unbegun = new ArrayList<>();
        Runnable once = once(spoiling.act);
        if (moment == Moment.BEFORE_CALLS) {
            once.run();
        }
        for (ScriptedCall each : calls) {
            if (!link.place(each.call)) {
                unbegun.add(each.call);
            }
        }
        spoilAt(moment, link, once);
        link.runWorker();
        once.run();
        if (!link.settle(calls.stream().<ProcessCall<?>>map(each -> each.call).toList())) {
            wrong.add(spoiling.what + ": hangs");
        }
        boolean wentOn = !link.isWorkerDead();
        if (!wentOn) {
            ended++;
            if (!spoiling.hitsAnyOf(moment.reads)) {
                wrong.add(spoiling.what + ": nobody reads that, and the worker was ended");
            }
        }
        boolean[] mayFail = new boolean[calls.size()];
        for (int i = 0; i < mayFail.length; i++) {
            ScriptedCall each = calls.get(i);
            mayFail[i] = !wentOn && !unbegun.contains(each.call) && hasBegunOrIsHit(each, spoiling);
        }
        unbegun.addAll(link.die());
        ScriptedLink.finishElsewhere(unbegun, elsewhere);
        for (int i = 0; i < mayFail.length; i++) {
            check(calls.get(i), mayFail[i], spoiling.what + " call=" + i + " wentOn=" + wentOn);
        }
    }

    private static Runnable once(Runnable action) {
        boolean[] done = {false};
        return () -> {
            if (!done[0]) {
                done[0] = true;
                action.run();
            }
        };
    }

    private static void spoilAt(Moment moment, ScriptedLink link, Runnable spoil) {
        int[] bells = {0};
        switch (moment) {
            case BEFORE_CALLS -> {}
            case CALLS_PLACED -> spoil.run();
            case FIRST_CALL_RUNS -> ScriptedTask.during = number -> spoil.run();
            case SECOND_CALL_RUNS ->
                ScriptedTask.during = number -> {
                    if (number != 1) {
                        spoil.run();
                    }
                };
            case RESULTS_PUBLISHED -> link.pumpListens = false;
            case BODY_WANTED -> link.onWorkerBell = spoil;
            case PARTS_ARRIVE ->
                link.onWorkerBell = () -> {
                    if (++bells[0] == 4) {
                        spoil.run();
                    }
                };
        }
    }

    private boolean hasBegunOrIsHit(ScriptedCall call, Spoiling spoiling) {
        return call.state(memory) == ClaimTable.RUNNING || spoiling.hits(call.claimOffset(), Long.BYTES);
    }

    private void check(ScriptedCall call, boolean mayFail, String what) {
        if (call.isRight() && call.ran(1)) {
            return;
        }
        boolean byTheRule = mayFail && call.failure() instanceof WorkerProtocolException && call.ranAtMostOnce();
        if (byTheRule) {
            failedCalls++;
        } else {
            wrong.add(what + " mayFail=" + mayFail + ": " + call);
        }
    }
}
