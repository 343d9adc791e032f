package dev.ringwork.bench.jmh;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a round trip between two threads cost at least, over two bare queues and with both sides spinning? The floor of
 * a thread pool, for each queue that one could be built on.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgs = {
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch",
            "--add-opens",
            "java.base/jdk.internal.misc=ALL-UNNAMED"
        })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class QueueBenchmark {
    private static final int CAPACITY = 1024;

    /** Queues that many may offer to. */
    public enum Kind {
        /** Agrona's bounded one. */
        AGRONA_ARRAY {
            @Override
            Queue<Object> make() {
                return new ManyToOneConcurrentArrayQueue<>(CAPACITY);
            }
        },
        /** Agrona's linked one. */
        AGRONA_LINKED {
            @Override
            Queue<Object> make() {
                return new ManyToOneConcurrentLinkedQueue<>();
            }
        },
        /** JCTools' on {@code Unsafe}. */
        JCTOOLS_UNSAFE {
            @Override
            Queue<Object> make() {
                return new MpscUnboundedArrayQueue<>(CAPACITY);
            }
        },
        /** JCTools' on field updaters. */
        JCTOOLS_ATOMIC {
            @Override
            Queue<Object> make() {
                return new MpscUnboundedAtomicArrayQueue<>(CAPACITY);
            }
        },
        /** The JDK's. */
        JDK_LINKED {
            @Override
            Queue<Object> make() {
                return new ConcurrentLinkedQueue<>();
            }
        };

        abstract Queue<Object> make();
    }

    private static final Object BALL = new Object();

    /** Which queue. */
    @Param
    public Kind kind;

    private Queue<Object> there;
    private Queue<Object> back;
    private Thread echo;
    private volatile boolean ended;

    /** Starts the other thread. */
    @Setup
    public void start() {
        Queue<Object> in = kind.make();
        Queue<Object> out = kind.make();
        there = in;
        back = out;
        echo = new Thread(() -> echo(in, out), "echo");
        echo.setDaemon(true);
        echo.start();
    }

    private void echo(Queue<Object> in, Queue<Object> out) {
        while (!ended) {
            Object next = in.poll();
            if (next == null) {
                Thread.onSpinWait();
            } else {
                out.offer(next);
            }
        }
    }

    /** Ends it. */
    @TearDown
    public void stop() throws InterruptedException {
        ended = true;
        echo.join();
    }

    /** There and back. */
    @Benchmark
    public Object roundTrip() {
        there.offer(BALL);
        Object next = back.poll();
        while (next == null) {
            Thread.onSpinWait();
            next = back.poll();
        }
        if (next != BALL) {
            throw new IllegalStateException("what comes back is what was sent: found=" + next);
        }
        return next;
    }
}
