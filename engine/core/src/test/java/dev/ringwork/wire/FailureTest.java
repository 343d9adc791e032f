package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ringwork.RemoteTaskException;
import java.io.IOException;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureTest {
    private static final String WHERE = "worker 2 (pid 123)";

    private final ValueCodec codec = Samples.codec();

    private Throwable cross(Throwable thrown) {
        return Failure.decode(Failure.encode(thrown, codec), codec, WHERE);
    }

    /** A worker whose heap is full has no memory for more. */
    @Test
    void shouldStayAnOutOfMemoryErrorWhenItCrossesAsDataOnly() {
        Throwable back = Failure.decode(Failure.encodeAsData(new OutOfMemoryError("the heap is full")), codec, WHERE);

        assertThat(back).isExactlyInstanceOf(OutOfMemoryError.class).hasMessage("the heap is full");
        assertThat(back.getCause())
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining(WHERE)
                .hasMessageContaining("OutOfMemoryError");
    }

    private static final class Carrying extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // may hold what doesn't serialize
        private final Object load;

        Carrying(String message, Object load) {
            super(message);
            this.load = load;
        }
    }

    /** Every method that can be overridden throws. */
    private static class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private static Error no() {
            return new LinkageError("hostile");
        }

        @Override
        public String getMessage() {
            throw no();
        }

        @Override
        public String getLocalizedMessage() {
            throw no();
        }

        @Override
        public synchronized Throwable getCause() {
            throw no();
        }

        @Override
        public synchronized Throwable initCause(Throwable cause) {
            throw no();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw no();
        }

        @Override
        public String toString() {
            throw no();
        }

        @Override
        public boolean equals(Object other) {
            throw no();
        }

        @Override
        public int hashCode() {
            throw no();
        }
    }

    private static final class HostileWriter extends Hostile {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) {
            throw new StackOverflowError("hostile");
        }
    }

    private static final class HostileReader extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HostileReader(String message) {
            super(message);
        }

        private void readObject(ObjectInputStream in) {
            throw new OutOfMemoryError("hostile");
        }
    }

    private static final class Turning extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Turning(String message) {
            super(message);
        }

        private Object readResolve() {
            return "not a throwable";
        }
    }

    /** Comes back as another exception. */
    private static final class Disguised extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new IllegalStateException("another");
        }
    }

    /** Takes a cause and forgets it. */
    private static final class Forgetful extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable initCause(Throwable cause) {
            return this;
        }
    }

    private static final class Self extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            return this;
        }
    }

    private static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    private static final class NoMessage extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings({"serial", "unused"})
        private final Object load = new Object();

        @Override
        public String toString() {
            return "only toString tells";
        }
    }

    @Test
    void shouldGiveBackTheExceptionItselfWithItsOriginAsLastCause() {
        IllegalStateException inner = new IllegalStateException("inner");
        RuntimeException outer = new RuntimeException("outer", inner);
        outer.addSuppressed(new IOException("aside"));
        Throwable back = cross(outer);
        assertThat(back)
                .isExactlyInstanceOf(RuntimeException.class)
                .hasMessage("outer")
                .isNotSameAs(outer);
        assertThat(back.getStackTrace()).isEqualTo(outer.getStackTrace());
        assertThat(back.getSuppressed()).hasSize(1);
        Throwable cause = back.getCause();
        assertThat(cause).isExactlyInstanceOf(IllegalStateException.class).hasMessage("inner");
        RemoteTaskException origin = (RemoteTaskException) cause.getCause();
        assertThat(origin.remoteClassName()).isEqualTo("java.lang.RuntimeException");
        assertThat(origin.remoteMessage()).isEqualTo("outer");
        assertThat(origin.where()).isEqualTo(WHERE);
        assertThat(origin.getStackTrace()).isEqualTo(outer.getStackTrace());
        assertThat(origin.getCause()).isNull();
    }

    @Test
    void shouldSuppressTheOriginWhenTheCauseIsSetForGood() {
        Throwable back = cross(new RuntimeException("no cause ever", null));
        assertThat(back).isExactlyInstanceOf(RuntimeException.class).hasNoCause();
        assertThat(back.getSuppressed())
                .hasOnlyElementsOfType(RemoteTaskException.class)
                .hasSize(1);
    }

    @Test
    void shouldFallBackToDataWhenTheExceptionDoesNotSerialize() {
        Carrying thrown = new Carrying("carried", new Object());
        thrown.initCause(new IllegalArgumentException("why"));
        thrown.addSuppressed(new IOException("aside"));
        RemoteTaskException back = (RemoteTaskException) cross(thrown);
        assertThat(back.remoteClassName()).isEqualTo(Carrying.class.getName());
        assertThat(back.remoteMessage()).isEqualTo("carried");
        assertThat(back.getStackTrace()).isEqualTo(thrown.getStackTrace());
        RemoteTaskException cause = (RemoteTaskException) back.getCause();
        assertThat(cause.remoteClassName()).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(cause.remoteMessage()).isEqualTo("why");
        assertThat(((RemoteTaskException) back.getSuppressed()[0]).remoteMessage())
                .isEqualTo("aside");
    }

    @Test
    void shouldFallBackToDataWhenTheExceptionIsTooLarge() {
        RemoteTaskException back = (RemoteTaskException) cross(new Carrying("heavy", new byte[5_000_000]));
        assertThat(back.remoteMessage()).isEqualTo("heavy");
        assertThat(Failure.encode(new Carrying("heavy", new byte[5_000_000]), codec).length)
                .isLessThan(1 << 20);
        assertThat(cross(new Carrying("light", new byte[50_000]))).isExactlyInstanceOf(Carrying.class);
    }

    @Test
    void shouldFallBackToDataWhenTheClassIsUnknownOrRejectedHere() {
        byte[] bytes = Failure.encode(new Carrying("m", "load"), codec);
        ValueCodec elsewhere =
                new ValueCodec(ClassLoader.getPlatformClassLoader(), ValueCodec.defaultFilter(), List.of());
        RemoteTaskException unknown = (RemoteTaskException) Failure.decode(bytes, elsewhere, WHERE);
        assertThat(unknown.remoteClassName()).isEqualTo(Carrying.class.getName());
        assertThat(unknown.getSuppressed()).singleElement().isInstanceOf(ClassNotFoundException.class);
        ValueCodec strict = new ValueCodec(
                FailureTest.class.getClassLoader(),
                info -> info.serialClass() == Carrying.class ? Status.REJECTED : Status.ALLOWED,
                List.of());
        Throwable rejected = Failure.decode(bytes, strict, WHERE);
        assertThat(rejected).isInstanceOf(RemoteTaskException.class);
        assertThat(rejected.getSuppressed()).singleElement().asString().contains("deserializationFilter");
    }

    @Test
    void shouldSurviveAnExceptionWhoseMethodsAllThrow() {
        Throwable back = cross(new Hostile());
        assertThat(back.getClass()).isIn(Hostile.class, RemoteTaskException.class);
        RemoteTaskException data = (RemoteTaskException) cross(new HostileWriter());
        assertThat(data.remoteClassName()).isEqualTo(HostileWriter.class.getName());
        assertThat(data.remoteMessage()).isEqualTo("(getMessage() threw java.lang.LinkageError)");
    }

    @Test
    void shouldSurviveAnExceptionThatDoesNotDecode() {
        RemoteTaskException reader = (RemoteTaskException) cross(new HostileReader("r"));
        assertThat(reader.remoteMessage()).isEqualTo("r");
        assertThat(reader.getSuppressed())
                .as("what foreign code threw is not kept")
                .isEmpty();
        RemoteTaskException turning = (RemoteTaskException) cross(new Turning("t"));
        assertThat(turning.remoteClassName()).isEqualTo(Turning.class.getName());
        RemoteTaskException disguised = (RemoteTaskException) cross(new Disguised());
        assertThat(disguised.remoteClassName()).isEqualTo(Disguised.class.getName());
    }

    @Test
    void shouldSuppressTheOriginWhenTheExceptionForgetsItsCause() {
        Throwable back = cross(new Forgetful());
        assertThat(back).isExactlyInstanceOf(Forgetful.class);
        assertThat(back.getSuppressed())
                .hasOnlyElementsOfType(RemoteTaskException.class)
                .hasSize(1);
    }

    @Test
    void shouldCutCyclesAndEndlessChains() {
        assertThat(cross(new Self())).isNotNull();
        assertThat(cross(new Endless())).isNotNull();
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        first.addSuppressed(second);
        assertThat(cross(first)).isExactlyInstanceOf(Exception.class).hasMessage("first");
        Carrying cyclic = new Carrying("cyclic", new Object());
        cyclic.initCause(new Exception(cyclic));
        assertThat(cross(cyclic).getCause()).isInstanceOf(RemoteTaskException.class);
    }

    @Test
    void shouldCutWhatIsTooLongOrTooWide() {
        Exception deep = new Carrying("x".repeat(10_000_000), new Object());
        Throwable chain = deep;
        for (int i = 0; i < 3_000; i++) {
            Exception next = new Exception("cause " + i);
            chain.initCause(next);
            deep.addSuppressed(new Exception("suppressed " + i));
            chain = next;
        }
        byte[] bytes = Failure.encode(deep, codec);
        assertThat(bytes.length).isLessThan(2_000_000);
        RemoteTaskException back = (RemoteTaskException) Failure.decode(bytes, codec, WHERE);
        assertThat(back.remoteMessage()).startsWith("xxx").endsWith("(10000000 characters)");
    }

    @Test
    void shouldTellToStringWhenThereIsNoMessage() {
        assertThat(((RemoteTaskException) cross(new NoMessage())).remoteMessage())
                .isEqualTo("only toString tells");
    }

    @Test
    void shouldCrossErrorsOfTheJvm() {
        assertThat(cross(new OutOfMemoryError("heap")))
                .isExactlyInstanceOf(OutOfMemoryError.class)
                .hasMessage("heap");
        assertThat(cross(overflow())).isExactlyInstanceOf(StackOverflowError.class);
    }

    private static Throwable overflow() {
        try {
            throw new AssertionError(recurse(0));
        } catch (StackOverflowError e) {
            return e;
        }
    }

    private static int recurse(int depth) {
        return depth == Integer.MAX_VALUE ? 0 : recurse(depth + 1) + 1;
    }

    @Test
    void shouldCrossAgainFromANestedPool() {
        Throwable once = cross(new IllegalStateException("deep down"));
        Throwable twice = cross(once);
        assertThat(twice).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(twice.getCause()).isInstanceOf(RemoteTaskException.class);
        assertThat(twice.getSuppressed()).hasSize(1);
        assertThat(cross(cross(new Carrying("c", new Object())))).isInstanceOf(RemoteTaskException.class);
    }

    /** Each kind of part once more than is written, and all at once: reading is bounded for who must not be kept busy. */
    @Test
    void shouldReadNoMoreThanIsWritten() throws Exception {
        assertThat(undecodable(failure(1_025, 0, 0))).contains("frames=1025 most=1024");
        assertThat(undecodable(failure(0, 21, 0))).contains("suppressed=21 most=20");
        assertThat(undecodable(failure(0, 0, 51))).contains("depth=51 most=50");
        assertThat(undecodable(failure(0, 2, 20))).contains("exceptions=101 most=100");
        assertThat(undecodable(failure(1_024, 20, 1))).isNull();
        assertThat(undecodable(failure(0, 0, 50))).isNull();
    }

    @Test
    void shouldReadAsMuchAsIsWritten() {
        Exception bush = new IllegalStateException("m");
        for (int i = 0; i < 30; i++) {
            Exception branch = new IllegalStateException("branch " + i);
            for (int j = 0; j < 30; j++) {
                branch.addSuppressed(new IllegalStateException("leaf " + j));
            }
            bush.addSuppressed(branch);
        }
        Exception deep = new IllegalStateException("the deepest");
        for (int i = 0; i < 60; i++) {
            deep = new IllegalStateException("m", deep);
        }
        assertThat(undecodable(Failure.encodeAsData(bush))).isNull();
        assertThat(undecodable(Failure.encodeAsData(deep))).isNull();
        assertThat(undecodable(Failure.encodeAsData(overflow()))).isNull();
        assertThat(undecodable(Failure.encodeAsData(withFrames(3_000)))).isNull();
    }

    @Test
    void shouldKeepTheFirstFramesWhenThereAreTooMany() {
        Exception thrown = withFrames(3_000);

        StackTraceElement[] kept =
                Failure.decodeAsData(Failure.encodeAsData(thrown), WHERE).getStackTrace();

        assertThat(kept).isEqualTo(Arrays.copyOf(thrown.getStackTrace(), 1_024));
    }

    /** More than the JVM keeps unless it is told to, as on a stack of more than one program. */
    private static Exception withFrames(int count) {
        Exception exception = new IllegalStateException("m");
        StackTraceElement[] frames = new StackTraceElement[count];
        Arrays.setAll(frames, i -> new StackTraceElement("Deep", "call" + i, "Deep.java", i));
        exception.setStackTrace(frames);
        return exception;
    }

    /** What the message says of damage, null when there is none. */
    private static @Nullable String undecodable(byte[] failure) {
        String message = Failure.decodeAsData(failure, WHERE).remoteMessage();
        return message == null || message.equals("m") ? null : message;
    }

    private static byte[] failure(int frames, int suppressed, int causes) throws IOException {
        ByteSink data = new ByteSink();
        putNode(data, frames, suppressed, causes);
        ByteSink sink = new ByteSink();
        sink.putInt(data.length());
        sink.putBytes(data.toByteArray(), 0, data.length());
        return sink.toByteArray();
    }

    /** A chain of causes, with so many suppressed ones, two deep, in each that has one. */
    private static void putNode(ByteSink sink, int frames, int suppressed, int causes) throws IOException {
        sink.putText("c");
        sink.putByte(1);
        sink.putText("m");
        sink.putByte(0);
        sink.putVarint(frames);
        for (int i = 0; i < frames; i++) {
            sink.putBytes(new byte[6 + Integer.BYTES], 0, 6 + Integer.BYTES);
        }
        sink.putByte(causes > 0 ? 1 : 0);
        if (causes > 0) {
            putNode(sink, frames, suppressed, causes - 1);
        }
        sink.putVarint(suppressed);
        for (int i = 0; i < suppressed; i++) {
            putNode(sink, 0, 0, suppressed > 2 ? 0 : 1);
        }
    }

    @Test
    void shouldNeverThrowWhateverTheBytes() {
        byte[] whole = Failure.encode(new RuntimeException("outer", new IOException("inner")), codec);
        for (int length = 0; length <= whole.length; length++) {
            decodes(Arrays.copyOf(whole, length));
        }
        Random random = new Random(5);
        for (int round = 0; round < 4_000; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            decodes(damaged);
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            decodes(noise);
        }
    }

    private void decodes(byte @Nullable [] bytes) {
        assertThatCode(() -> assertThat(Failure.decode(bytes, codec, WHERE)).isNotNull())
                .doesNotThrowAnyException();
    }
}
