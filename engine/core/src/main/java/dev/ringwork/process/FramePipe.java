package dev.ringwork.process;

import dev.ringwork.link.OutputFrame;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A worker's stderr: frames of what tasks write to {@code System.out} and {@code System.err}, and between them what native
 * code and the JVM write to stderr.
 */
final class FramePipe implements PipeReader.Sink {
    private final byte[] mark;
    private final LineMaker out;
    private final LineMaker err;
    private final LineMaker nativeErr;
    private final ByteBuffer header = ByteBuffer.allocate(OutputFrame.HEADER_LENGTH);
    private long call;
    private LineMaker stream;
    /** Bytes of the frame still to come. */
    private int left;

    FramePipe(String worker, byte[] mark, Consumer<WorkerLine> lines) {
        this.mark = mark;
        this.out = new LineMaker(worker, false, lines);
        this.err = new LineMaker(worker, true, lines);
        this.nativeErr = new LineMaker(worker, true, lines);
        this.stream = out;
    }

    @Override
    public void take(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            if (left > 0) {
                left--;
                stream.take(call, b);
            } else {
                takeBetween(b);
            }
        }
    }

    private void takeBetween(byte b) {
        int at = header.position();
        if (at < OutputFrame.MARK_LENGTH && b != mark[at]) {
            notAMark();
            if (b != mark[0]) {
                nativeErr.take(0, b);
                return;
            }
        }
        header.put(b);
        if (!header.hasRemaining()) {
            call = header.getLong(OutputFrame.CALL_OFFSET);
            stream = header.get(OutputFrame.STREAM_OFFSET) == OutputFrame.OUT ? out : err;
            left = Short.toUnsignedInt(header.getShort(OutputFrame.LENGTH_OFFSET));
            header.clear();
        }
    }

    /** What looked like the beginning of a mark was output. */
    private void notAMark() {
        for (int i = 0; i < header.position(); i++) {
            nativeErr.take(0, header.get(i));
        }
        header.clear();
    }

    @Override
    public void end() {
        notAMark();
        out.endUnfinished();
        err.endUnfinished();
        nativeErr.endUnfinished();
    }
}
