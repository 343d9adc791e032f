package dev.ringwork.bench.peer;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;

/** Two journals, one a direction; both sides spin. Compiled with the profile {@code chronicle} only. */
final class ChronicleEcho implements Echo {
    private final ChronicleQueue there;
    private final ChronicleQueue back;
    private final ExcerptAppender appender;
    private final ExcerptTailer tailer;
    private final Bytes<?> sent = Bytes.allocateElasticDirect(Wire.MESSAGE_BYTES);
    private final Bytes<?> received = Bytes.allocateElasticDirect(Wire.MESSAGE_BYTES);

    ChronicleEcho(Path directory, boolean caller) {
        there = queue(directory.resolve(caller ? "there" : "back"));
        back = queue(directory.resolve(caller ? "back" : "there"));
        appender = there.createAppender();
        tailer = back.createTailer();
    }

    private static ChronicleQueue queue(Path directory) {
        return ChronicleQueue.singleBuilder(directory.toString()).build();
    }

    @Override
    public void send(long value) {
        sent.clear();
        for (int i = 0; i < Wire.MESSAGE_BYTES; i += Long.BYTES) {
            sent.writeLong(value);
        }
        appender.writeBytes(sent);
    }

    @Override
    public long receive() {
        received.clear();
        while (!tailer.readBytes(received)) {
            Thread.onSpinWait();
        }
        return received.readLong();
    }

    @Override
    public void close() {
        appender.close();
        tailer.close();
        there.close();
        back.close();
        sent.releaseLast();
        received.releaseLast();
    }
}
