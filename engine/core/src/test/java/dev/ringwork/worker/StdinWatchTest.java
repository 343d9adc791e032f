package dev.ringwork.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.ringwork.link.HookedMemory;
import dev.ringwork.link.Link;
import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StdinWatchTest {
    private static final LinkSpec SPEC = new LinkSpec(4, 4096, 4096);
    /** The pid of nobody: whoever takes it for its coordinator's is an orphan, whose watch ends at its first whole look. */
    private static final long NOBODY = 0;

    /** A claim word holds an id and its state. */
    private static final int ID_BITS = 61;

    private static final int ACCESSES_OF_SOME_LOOKS = 20;

    /** Ends the watch, which otherwise ends with its process. */
    private static final class End extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final PlainMemory plain = new PlainMemory(SPEC.fileLength());
    private final HookedMemory memory = new HookedMemory(plain);
    private final Link link = TestLinks.create(memory, SPEC, 1);

    private StdinWatch watch(long coordinatorPid) {
        return new StdinWatch(InputStream.nullInputStream(), link, coordinatorPid, 1, () -> {
            throw new End();
        });
    }

    @Test
    void shouldGoOnWatchingWhenThereIsNoMemoryForAMoment() {
        memory.before(0, () -> {
            throw new OutOfMemoryError("there is none in this test");
        });

        assertThatExceptionOfType(End.class).isThrownBy(watch(NOBODY)::run);

        assertThat(memory.wasDone()).isTrue();
        assertThat(link.heartbeatAcquire()).isEqualTo(1);
    }

    @Test
    void shouldNotTakeItselfForAnOrphanWhenAPidIsSpoiltInTheLink() {
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        plain.whole().putLong(LinkLayout.COORDINATOR_PID_OFFSET, parent ^ 1);
        memory.before(ACCESSES_OF_SOME_LOOKS, () -> {
            throw new IllegalStateException("it has looked often enough");
        });

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(watch(parent)::run);
    }

    @Test
    void shouldInterruptTheCallThatIsAskedFor() {
        link.requestInterruptVolatile(16_384);

        assertThat(interruptedInALook(16_384)).containsExactly(16_384L);
        assertThat(interruptedInALook(16_385)).isEmpty();
        assertThat(interruptedInALook(0)).isEmpty();
    }

    /** The ids that differ from none, or from one that was asked for, by one bit: among them that of a channel's first call. */
    @Test
    void shouldInterruptNoCallWhenABitOfTheRequestIsFlipped() {
        for (long asked : new long[] {0, 3}) {
            link.requestInterruptVolatile(asked);
            for (int bit = 0; bit < ID_BITS; bit++) {
                int flipped = LinkLayout.INTERRUPT_OFFSET * Byte.SIZE + bit;
                plain.flip(flipped);
                assertThat(interruptedInALook(asked ^ 1L << bit))
                        .as("asked=%d bit=%d", asked, bit)
                        .isEmpty();
                plain.flip(flipped);
            }
        }
    }

    /** What the watch interrupts when it looks once while this call runs. */
    private List<Long> interruptedInALook(long running) {
        List<Long> interrupted = new ArrayList<>();
        StdinWatch watch = watch(NOBODY);
        watch.progress(new StdinWatch.Progress() {
            @Override
            public long runningCall() {
                return running;
            }

            @Override
            public void interrupt(long callId) {
                interrupted.add(callId);
            }
        });
        assertThatExceptionOfType(End.class).isThrownBy(watch::run);
        return interrupted;
    }

    /** A rest that nothing ends but the main thread: a call that comes after it must not wait for an interrupt. */
    @Test
    void shouldCarryOutAnInterruptAtOnceWhenACallComesAfterARest() throws InterruptedException {
        CountDownLatch bell = new CountDownLatch(1);
        InputStream door = new InputStream() {
            @Override
            public int read() {
                return read(new byte[1], 0, 1);
            }

            @Override
            public int read(byte[] bells, int offset, int length) {
                awaitUninterruptibly(bell);
                return 1;
            }
        };
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicLong running = new AtomicLong();
        long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(NOBODY);
        StdinWatch watch = new StdinWatch(door, link, parent, TimeUnit.DAYS.toNanos(1), () -> {});
        watch.progress(new StdinWatch.Progress() {
            @Override
            public long runningCall() {
                return running.get();
            }

            @Override
            public void interrupt(long callId) {
                interrupted.countDown();
            }
        });
        watch.start();
        Thread main = new Thread(() -> {
            watch.awaitBell();
            running.set(16_384);
        });
        main.start();
        await().until(watch::isResting);
        link.requestInterruptVolatile(16_384);

        bell.countDown();

        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        main.join();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
