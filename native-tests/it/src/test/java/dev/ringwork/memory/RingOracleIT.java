package dev.ringwork.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One ring, one side on {@link MappedAtomicBuffer}, the other on Agrona's own {@link UnsafeBuffer}: two mappings of one
 * file, 10 million records, each of which is checked whole.
 */
class RingOracleIT {
    private static final int RECORDS_PER_RING = 1_250_000; // times 8 rings
    private static final int SMALL = 1 << 12; // wraps and fills all the time
    private static final int LARGE = 1 << 16;
    private static final int SECONDS = 60;

    @TempDir
    Path directory;

    static Stream<Case> rings() {
        List<Case> cases = new ArrayList<>();
        for (boolean oursProduces : new boolean[] {true, false}) {
            cases.add(new Case("OneToOne", OneToOneRingBuffer::new, 1, SMALL, oursProduces));
            cases.add(new Case("OneToOne", OneToOneRingBuffer::new, 1, LARGE, oursProduces));
            cases.add(new Case("ManyToOne", ManyToOneRingBuffer::new, 2, SMALL, oursProduces));
            cases.add(new Case("ManyToOne", ManyToOneRingBuffer::new, 3, LARGE, oursProduces));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("rings")
    @Timeout(SECONDS)
    void shouldDeliverEveryRecordWholeAndInOrderWhenSidesDiffer(Case ring) throws Exception {
        int length = ring.capacity + RingBufferDescriptor.TRAILER_LENGTH;
        Path file = directory.resolve("ring");
        try (MappedFile ours = MappedFile.create(file, length)) {
            AtomicBuffer theirs = unsafeBuffer(file, length);
            AtomicBuffer producing = ring.oursProduces ? ours.buffer() : theirs;
            AtomicBuffer consuming = ring.oursProduces ? theirs : ours.buffer();

            Consumer consumer = new Consumer(ring.constructor.apply(consuming), ring.producers);
            List<Callable<Void>> threads = new ArrayList<>();
            threads.add(() -> consumer.consume(RECORDS_PER_RING));
            for (int i = 0; i < ring.producers; i++) {
                int records = RECORDS_PER_RING / ring.producers + (i < RECORDS_PER_RING % ring.producers ? 1 : 0);
                Producer producer = new Producer(ring.constructor.apply(producing), i, ring.producers);
                threads.add(() -> producer.produce(records));
            }
            runAll(threads);

            RingBuffer after = ring.constructor.apply(ours.buffer());
            assertThat(after.size()).as("bytes left in the ring").isZero();
            assertThat(consumer.total()).isEqualTo(RECORDS_PER_RING);
        }
    }

    /** The first failure ends the others by interrupt; a thread that heeds none is the business of the timeout. */
    private static void runAll(List<Callable<Void>> threads) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads.size());
        try {
            List<Future<Void>> futures = new ArrayList<>();
            threads.forEach(thread -> futures.add(executor.submit(thread)));
            for (Future<Void> future : futures) {
                future.get(SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
            assertThat(executor.awaitTermination(SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static UnsafeBuffer unsafeBuffer(Path file, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new UnsafeBuffer(channel.map(MapMode.READ_WRITE, 0, length));
        }
    }

    private record Case(
            String name,
            Function<AtomicBuffer, RingBuffer> constructor,
            int producers,
            int capacity,
            boolean oursProduces) {
        @Override
        public String toString() {
            return name + " producers=" + producers + " capacity=" + capacity + " "
                    + (oursProduces ? "ours -> Agrona" : "Agrona -> ours");
        }
    }

    /** What record number {@code sequence} of a producer looks like: type, length and every byte follow from the two. */
    private static final class Content {
        static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

        private Content() {}

        /** Mixes as SplittableRandom does, without a generator for each record. */
        static long hash(int producer, long sequence) {
            return mix((((long) producer << 48) ^ sequence) * GOLDEN);
        }

        static long mix(long value) {
            long z = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
            return z ^ (z >>> 31);
        }

        /** Says who sent it, too: the type is the producer modulo the number of producers, plus 1. */
        static int type(long hash, int producer, int producers) {
            return 1 + producer + producers * (int) (hash & 0xFFFF);
        }

        static int producer(int type, int producers) {
            return (type - 1) % producers;
        }

        /** Mostly below 128 bytes, now and then anything the ring takes. */
        static int length(long hash, int max) {
            int wide = (int) (hash >>> 33);
            return (hash & 0x1FF_0000) == 0 ? wide % (max + 1) : wide & 127;
        }

        static void put(AtomicBuffer buffer, int index, int length, long hash) {
            long word = hash;
            int i = 0;
            for (; i <= length - Long.BYTES; i += Long.BYTES) {
                buffer.putLong(index + i, word);
                word += GOLDEN;
            }
            for (; i < length; i++) {
                buffer.putByte(index + i, (byte) word);
                word >>>= Byte.SIZE;
            }
        }

        static boolean matches(DirectBuffer buffer, int index, int length, long hash) {
            long word = hash;
            int i = 0;
            for (; i <= length - Long.BYTES; i += Long.BYTES) {
                if (buffer.getLong(index + i) != word) {
                    return false;
                }
                word += GOLDEN;
            }
            for (; i < length; i++) {
                if (buffer.getByte(index + i) != (byte) word) {
                    return false;
                }
                word >>>= Byte.SIZE;
            }
            return true;
        }
    }

    /** Writes in all ways that a ring has: claim and commit, whole records, claims that are given up. */
    private static final class Producer {
        private final RingBuffer ring;
        private final int producer;
        private final int producers;
        private final AtomicBuffer oursAsSource;
        private final AtomicBuffer theirsAsSource;

        Producer(RingBuffer ring, int producer, int producers) {
            this.ring = ring;
            this.producer = producer;
            this.producers = producers;
            this.oursAsSource = new MappedAtomicBuffer(ByteBuffer.allocateDirect(ring.maxMsgLength()));
            this.theirsAsSource = new UnsafeBuffer(new byte[ring.maxMsgLength()]);
        }

        Void produce(int records) throws InterruptedException {
            for (long sequence = 0; sequence < records; sequence++) {
                long hash = Content.hash(producer, sequence);
                int type = Content.type(hash, producer, producers);
                int length = Content.length(hash, ring.maxMsgLength());
                switch ((int) (hash >>> 26) & 15) {
                    case 0 -> write(theirsAsSource, type, length, hash);
                    // Agrona's buffer wants an address of its source, which ours gives to nobody.
                    case 1 ->
                        write(
                                ring.buffer() instanceof UnsafeBuffer ? theirsAsSource : oursAsSource,
                                type,
                                length,
                                hash);
                    case 2 -> {
                        ring.abort(claim(type, length));
                        claimAndCommit(type, length, hash);
                    }
                    default -> claimAndCommit(type, length, hash);
                }
            }
            return null;
        }

        private void write(AtomicBuffer source, int type, int length, long hash) throws InterruptedException {
            Content.put(source, 0, length, hash);
            while (!ring.write(type, source, 0, length)) {
                pause();
            }
        }

        private void claimAndCommit(int type, int length, long hash) throws InterruptedException {
            int index = claim(type, length);
            Content.put(ring.buffer(), index, length, hash);
            ring.commit(index);
        }

        private int claim(int type, int length) throws InterruptedException {
            int index;
            while ((index = ring.tryClaim(type, length)) < 0) {
                pause();
            }
            return index;
        }
    }

    /** Expects each producer's records in order, and all of them. */
    private static final class Consumer {
        private final RingBuffer ring;
        private final long[] next;

        Consumer(RingBuffer ring, int producers) {
            this.ring = ring;
            this.next = new long[producers];
        }

        Void consume(int records) throws InterruptedException {
            for (int received = 0; received < records; ) {
                int read = ring.read(this::check);
                received += read;
                if (read == 0) {
                    pause();
                }
            }
            return null;
        }

        long total() {
            return Arrays.stream(next).sum();
        }

        private void check(int type, MutableDirectBuffer buffer, int index, int length) {
            int producer = Content.producer(type, next.length);
            long sequence = next[producer]++;
            long hash = Content.hash(producer, sequence);
            boolean asSent = type == Content.type(hash, producer, next.length)
                    && length == Content.length(hash, ring.maxMsgLength())
                    && Content.matches(buffer, index, length, hash);
            if (!asSent) {
                throw new AssertionError("a record is as it was sent: producer=" + producer + " sequence=" + sequence
                        + " type=" + type + " length=" + length + " index=" + index);
            }
        }
    }

    private static void pause() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("another thread of this test has failed");
        }
        Thread.yield();
    }
}
