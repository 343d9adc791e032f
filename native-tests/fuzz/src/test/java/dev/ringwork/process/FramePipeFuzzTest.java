package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ringwork.link.OutputFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A worker writes what it likes to its stderr, the mark of its frames included: each byte is output or part of a whole header, however the
 * pipe cuts them.
 */
class FramePipeFuzzTest {
    private static final String WORKER = "w";
    /** 0x01, then 0x81 to 0x87. */
    private static final byte[] MARK = OutputFrame.mark(0x0706_0504_0302_0100L);

    private static final int MOST_PIECES = 8;

    @FuzzTest(maxDuration = "2m")
    void outputOfAnyBytes(byte[] bytes) {
        List<WorkerLine> lines = linesOf(bytes, bytes.length);

        assertThat(lines).isEqualTo(expected(bytes));
        for (int piece = 1; piece <= MOST_PIECES; piece++) {
            assertThat(linesOf(bytes, piece)).as("in pieces of " + piece).isEqualTo(lines);
        }
    }

    /** As a reader hands them on: at the beginning of an array in which something else follows. */
    private static List<WorkerLine> linesOf(byte[] bytes, int piece) {
        List<WorkerLine> lines = new ArrayList<>();
        FramePipe pipe = new FramePipe(WORKER, MARK, lines::add);
        byte[] buffer = new byte[piece + 1];
        for (int at = 0; at < bytes.length; at += piece) {
            int count = Math.min(piece, bytes.length - at);
            System.arraycopy(bytes, at, buffer, 0, count);
            pipe.take(buffer, count);
        }
        pipe.end();
        return lines;
    }

    /** What the picture of a frame says, read with all bytes at hand. */
    private static List<WorkerLine> expected(byte[] bytes) {
        List<WorkerLine> lines = new ArrayList<>();
        LineMaker out = new LineMaker(WORKER, false, lines::add);
        LineMaker err = new LineMaker(WORKER, true, lines::add);
        LineMaker nativeErr = new LineMaker(WORKER, true, lines::add);
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            if (isFrame(left)) {
                left.position(left.position() + MARK.length);
                long call = left.getLong();
                LineMaker stream = left.get() == OutputFrame.OUT ? out : err;
                int length = Short.toUnsignedInt(left.getShort());
                for (int i = 0; i < length && left.hasRemaining(); i++) {
                    stream.take(call, left.get());
                }
            } else {
                nativeErr.take(0, left.get());
            }
        }
        List.of(out, err, nativeErr).forEach(LineMaker::endUnfinished);
        return lines;
    }

    private static boolean isFrame(ByteBuffer left) {
        int at = left.position();
        return left.remaining() >= OutputFrame.HEADER_LENGTH
                && Arrays.equals(left.array(), at, at + MARK.length, MARK, 0, MARK.length);
    }
}
