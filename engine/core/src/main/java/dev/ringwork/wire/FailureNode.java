package dev.ringwork.wire;

import dev.ringwork.RemoteTaskException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One exception as data, with its causes and suppressed ones.
 *
 * <p>Layout: text class name, optional text message, optional text of {@code toString}, frames, byte 1 and the cause or
 * byte 0, varint count and the suppressed ones. An optional text is byte 1 and the text, or byte 0.
 */
record FailureNode(
        String className,
        @Nullable String message,
        @Nullable String text,
        StackTraceElement[] frames,
        @Nullable FailureNode cause,
        List<FailureNode> suppressed) {
    static final int MAX_DEPTH = 50;
    private static final int MAX_SUPPRESSED = 20;
    /** Causes and suppressed ones of a whole failure. */
    private static final int MAX_NODES = 100;

    private static final int MAX_FRAMES = 1024;
    /** Characters; a message can be a whole document. */
    private static final int MAX_TEXT = 1 << 16;

    private static final StackTraceElement[] NO_FRAMES = {};

    static byte[] encode(Throwable thrown) {
        ByteSink sink = new ByteSink();
        try {
            of(thrown).write(sink);
        } catch (Throwable e) {
            // Not even its parts could be had: memory or stack is at its end. The name always can.
            sink.clear();
            writeName(thrown, sink);
        }
        return sink.toByteArray();
    }

    private static void writeName(Throwable thrown, ByteSink sink) {
        try {
            new FailureNode(thrown.getClass().getName(), null, null, NO_FRAMES, null, List.of()).write(sink);
        } catch (IOException e) {
            throw new AssertionError("a name is far below 2 GiB", e);
        }
    }

    private static FailureNode of(Throwable thrown) {
        return new Gathering().node(thrown, 0);
    }

    /** What to show when the data itself is damaged. */
    static FailureNode undecodable(int length, IOException why) {
        return new FailureNode(
                "unknown",
                "the failure's bytes are damaged: bytes=" + length + " cause=" + why.getMessage(),
                null,
                NO_FRAMES,
                null,
                List.of());
    }

    /** This exception as the failure itself. */
    RemoteTaskException toException(String where) {
        RemoteTaskException exception = new RemoteTaskException(
                className, shownMessage(), where, frames, cause == null ? null : cause.toException(where));
        for (FailureNode other : suppressed) {
            exception.addSuppressed(other.toException(where));
        }
        return exception;
    }

    /** This exception as a note on where another came from, which has causes of its own. */
    RemoteTaskException toOrigin(String where) {
        return new RemoteTaskException(className, shownMessage(), where, frames, null);
    }

    /** The message, or what {@code toString} says beyond the class name when there is none. */
    private @Nullable String shownMessage() {
        return message != null || text == null || text.equals(className) ? message : text;
    }

    private void write(ByteSink out) throws IOException {
        out.putText(className);
        putOptional(message, out);
        putOptional(text, out);
        out.putVarint(frames.length);
        for (StackTraceElement frame : frames) {
            putOptional(frame.getClassLoaderName(), out);
            putOptional(frame.getModuleName(), out);
            putOptional(frame.getModuleVersion(), out);
            out.putText(frame.getClassName());
            out.putText(frame.getMethodName());
            putOptional(frame.getFileName(), out);
            out.putInt(frame.getLineNumber());
        }
        out.putByte(cause == null ? 0 : 1);
        if (cause != null) {
            cause.write(out);
        }
        out.putVarint(suppressed.size());
        for (FailureNode other : suppressed) {
            other.write(out);
        }
    }

    /** Reads what {@link #encode} wrote, and no more exceptions and frames than that writes. */
    static FailureNode read(ByteSource in) throws StreamCorruptedException {
        FailureNode node = new Reading(in).node(0);
        in.expectEnd();
        return node;
    }

    private static void putOptional(@Nullable String text, ByteSink out) throws IOException {
        out.putByte(text == null ? 0 : 1);
        if (text != null) {
            out.putText(text);
        }
    }

    /** A failure from another process, which may be larger than any that was written here. */
    private static final class Reading {
        private final ByteSource in;
        private int nodes;

        Reading(ByteSource in) {
            this.in = in;
        }

        FailureNode node(int depth) throws StreamCorruptedException {
            atMost("depth", depth, MAX_DEPTH);
            atMost("exceptions", ++nodes, MAX_NODES);
            String className = in.takeText();
            String message = takeOptional();
            String text = takeOptional();
            // The shortest frame: four absent texts, two empty ones, a line number.
            StackTraceElement[] frames =
                    new StackTraceElement[atMost("frames", in.takeCount(6 + Integer.BYTES), MAX_FRAMES)];
            for (int i = 0; i < frames.length; i++) {
                frames[i] = frame();
            }
            FailureNode cause = in.takeBoolean() ? node(depth + 1) : null;
            int others = atMost("suppressed", in.takeCount(1), MAX_SUPPRESSED);
            List<FailureNode> suppressed = new ArrayList<>();
            for (int i = 0; i < others; i++) {
                suppressed.add(node(depth + 1));
            }
            return new FailureNode(className, message, text, frames, cause, suppressed);
        }

        private StackTraceElement frame() throws StreamCorruptedException {
            String loader = takeOptional();
            String module = takeOptional();
            String version = takeOptional();
            String type = in.takeText();
            String method = in.takeText();
            String file = takeOptional();
            return new StackTraceElement(loader, module, version, type, method, file, in.takeInt());
        }

        private @Nullable String takeOptional() throws StreamCorruptedException {
            return in.takeBoolean() ? in.takeText() : null;
        }

        private static int atMost(String what, int count, int most) throws StreamCorruptedException {
            if (count > most) {
                throw new StreamCorruptedException(
                        "a failure is as large as its writer makes it: " + what + "=" + count + " most=" + most);
            }
            return count;
        }
    }

    /** A walk over an exception whose methods may do anything. */
    private static final class Gathering {
        private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

        FailureNode node(Throwable thrown, int depth) {
            seen.add(thrown);
            Throwable cause = ask(thrown::getCause, null);
            FailureNode causeNode = cause != null && worth(cause, depth) ? node(cause, depth + 1) : null;
            List<FailureNode> suppressed = new ArrayList<>();
            for (Throwable other : thrown.getSuppressed()) {
                if (suppressed.size() < MAX_SUPPRESSED && worth(other, depth)) {
                    suppressed.add(node(other, depth + 1));
                }
            }
            String message = text("getMessage()", thrown::getMessage);
            String shown = text("toString()", thrown::toString);
            return new FailureNode(thrown.getClass().getName(), message, shown, frames(thrown), causeNode, suppressed);
        }

        private boolean worth(@Nullable Throwable other, int depth) {
            return other != null && depth < MAX_DEPTH && seen.size() < MAX_NODES && !seen.contains(other);
        }

        private static @Nullable String text(String method, Supplier<@Nullable String> getter) {
            String text;
            try {
                text = getter.get();
            } catch (Throwable e) {
                return "(" + method + " threw " + e.getClass().getName() + ")";
            }
            return text == null || text.length() <= MAX_TEXT
                    ? text
                    : text.substring(0, MAX_TEXT) + "… (" + text.length() + " characters)";
        }

        private static StackTraceElement[] frames(Throwable thrown) {
            StackTraceElement[] frames = ask(thrown::getStackTrace, NO_FRAMES);
            List<StackTraceElement> kept = new ArrayList<>();
            for (StackTraceElement frame : frames == null ? NO_FRAMES : frames) {
                if (frame != null && kept.size() < MAX_FRAMES) {
                    kept.add(frame);
                }
            }
            return kept.toArray(NO_FRAMES);
        }

        /** What a getter gives, or {@code otherwise} when it throws. */
        private static <T> @Nullable T ask(Supplier<@Nullable T> getter, @Nullable T otherwise) {
            try {
                return getter.get();
            } catch (Throwable e) {
                return otherwise;
            }
        }
    }
}
