package dev.ringwork.bench.jmh;

import dev.ringwork.bench.peer.EchoPeer;
import dev.ringwork.bench.peer.Wire;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a round trip between two JVMs cost at least, without futures, codecs or anything lost when a side dies: over
 * Agrona's rings with both sides spinning, and over a pipe and a socket with both sides blocked?
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", "--add-opens", EchoPeer.OPENED})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FloorBenchmark {

    /** A peer at the other end of a wire. */
    public abstract static class Connection {
        private final Wire wire;
        private EchoPeer peer;
        private long next;

        Connection(Wire wire) {
            this.wire = wire;
        }

        /** Connects. */
        @Setup(Level.Trial)
        public void connect() throws IOException {
            peer = new EchoPeer(wire);
        }

        /** Ends the peer. */
        @TearDown(Level.Trial)
        public void end() throws IOException {
            peer.close();
        }

        long roundTrip() throws IOException {
            long value = ++next & 0x7f; // a pipe carries a byte
            return RoundTripBenchmark.check(peer.roundTrip(value), value);
        }
    }

    /** Over rings. */
    @State(Scope.Benchmark)
    public static class Rings extends Connection {
        /** For JMH. */
        public Rings() {
            super(Wire.RING);
        }
    }

    /** Over pipes. */
    @State(Scope.Benchmark)
    public static class Pipes extends Connection {
        /** For JMH. */
        public Pipes() {
            super(Wire.PIPE);
        }
    }

    /** Over a socket. */
    @State(Scope.Benchmark)
    public static class Socket extends Connection {
        /** For JMH. */
        public Socket() {
            super(Wire.SOCKET);
        }
    }

    /** Over journals. */
    @State(Scope.Benchmark)
    public static class Journals extends Connection {
        /** For JMH. */
        public Journals() {
            super(Wire.CHRONICLE);
        }
    }

    /** Agrona's rings, messages of 64 bytes. */
    @Benchmark
    public long agronaRing(Rings rings) throws IOException {
        return rings.roundTrip();
    }

    /** The child's stdin and stdout, one byte. */
    @Benchmark
    public long pipe(Pipes pipes) throws IOException {
        return pipes.roundTrip();
    }

    /** A Unix socket, messages of 64 bytes. */
    @Benchmark
    public long unixSocket(Socket socket) throws IOException {
        return socket.roundTrip();
    }

    /** Chronicle Queue, messages of 64 bytes; where the suite was built with it. */
    @Benchmark
    @Fork(
            value = 3,
            jvmArgs = {
                "-Xms512m",
                "-Xmx512m",
                "-XX:+AlwaysPreTouch",
                "--add-exports",
                "java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-exports",
                "java.base/jdk.internal.ref=ALL-UNNAMED",
                "--add-opens",
                "java.base/java.lang.reflect=ALL-UNNAMED",
                "-Dchronicle.analytics.disable=true"
            })
    public long chronicleQueue(Journals journals) throws IOException {
        return journals.roundTrip();
    }
}
