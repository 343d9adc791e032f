package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.link.OutputFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FramePipeTest {
    private static final byte[] MARK = OutputFrame.mark(0x1234_5678_9abc_def0L);

    private final List<WorkerLine> lines = new ArrayList<>();
    private final FramePipe pipe = new FramePipe("w", MARK, lines::add);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private void frame(long call, byte stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer header = ByteBuffer.allocate(OutputFrame.HEADER_LENGTH).put(MARK);
        sent.writeBytes(
                header.putLong(call).put(stream).putShort((short) bytes.length).array());
        sent.writeBytes(bytes);
    }

    private void plain(String text) {
        sent.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void takeWhole() {
        pipe.take(sent.toByteArray(), sent.size());
        pipe.end();
    }

    @Test
    void shouldTellCallsAndStreamsApart() {
        frame(1, OutputFrame.OUT, "one\ntw");
        frame(1, OutputFrame.ERR, "bad\n");
        frame(1, OutputFrame.OUT, "o\n");
        plain("native\n");
        takeWhole();
        assertThat(lines)
                .containsExactly(
                        new WorkerLine("w", 1, false, "one"),
                        new WorkerLine("w", 1, true, "bad"),
                        new WorkerLine("w", 1, false, "two"),
                        new WorkerLine("w", 0, true, "native"));
    }

    @Test
    void shouldEndALineWhenTheNextCallWrites() {
        frame(1, OutputFrame.OUT, "unfinished");
        frame(2, OutputFrame.OUT, "next\n\r\n\nlast");
        takeWhole();
        assertThat(lines)
                .containsExactly(
                        new WorkerLine("w", 1, false, "unfinished"),
                        new WorkerLine("w", 2, false, "next"),
                        new WorkerLine("w", 2, false, ""),
                        new WorkerLine("w", 2, false, ""),
                        new WorkerLine("w", 2, false, "last"));
    }

    @Test
    void shouldPassOnNulAndWhatLooksLikeAMark() {
        frame(1, OutputFrame.OUT, "a\0b\u0001c\n");
        plain("\u0001\u0001\0x\n\u0001");
        frame(2, OutputFrame.OUT, "d\n");
        plain("\u0001");
        takeWhole();
        assertThat(lines)
                .extracting(WorkerLine::text)
                .containsExactly("a\0b\u0001c", "\u0001\u0001\0x", "d", "\u0001\u0001");
    }

    @Test
    void shouldLoseThatLineOnlyWhenThereIsNoMemoryForIt() {
        FramePipe poor = new FramePipe("w", MARK, line -> {
            if (line.text().equals("lost")) {
                throw new ScriptedLink.WantOfMemory();
            }
            lines.add(line);
        });
        frame(1, OutputFrame.OUT, "before\nlost\nbehind\n");
        frame(2, OutputFrame.ERR, "lost");
        frame(3, OutputFrame.ERR, "last\n");
        plain("native\n");

        poor.take(sent.toByteArray(), sent.size());

        assertThat(lines)
                .containsExactly(
                        new WorkerLine("w", 1, false, "before"),
                        new WorkerLine("w", 1, false, "behind"),
                        new WorkerLine("w", 3, true, "last"),
                        new WorkerLine("w", 0, true, "native"));
    }

    @Test
    void shouldNotCareHowThePipeCutsTheBytes() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            sent.reset();
            for (int i = 0; i < 40; i++) {
                if (random.nextInt(3) == 0) {
                    plain("native " + i + "\n");
                } else {
                    frame(
                            i,
                            random.nextBoolean() ? OutputFrame.OUT : OutputFrame.ERR,
                            "x".repeat(random.nextInt(50)) + "\n");
                }
            }
            lines.clear();
            takeWhole();
            List<WorkerLine> whole = List.copyOf(lines);
            lines.clear();
            byte[] all = sent.toByteArray();
            for (int at = 0; at < all.length; ) {
                int count = Math.min(all.length - at, 1 + random.nextInt(30));
                byte[] part = java.util.Arrays.copyOfRange(all, at, at + count);
                pipe.take(part, count);
                at += count;
            }
            pipe.end();
            assertThat(lines).isEqualTo(whole).hasSize(40);
        }
    }
}
