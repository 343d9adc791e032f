package dev.ringwork.soak;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A byte a call in a file that the engine knows nothing of: how often the call was run, whatever became of its worker. */
final class RunCounts {
    private final MappedByteBuffer counts;

    private RunCounts(MappedByteBuffer counts) {
        this.counts = counts;
    }

    static RunCounts create(Path file, int calls) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), calls - 1L);
        }
        return open(file);
    }

    static RunCounts open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new RunCounts(channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()));
        }
    }

    int calls() {
        return counts.capacity();
    }

    /** Counts a run. Only one worker ever runs a call, unless the engine is wrong; then the sum shows it often enough. */
    void ran(int call) {
        counts.put(call, (byte) (counts.get(call) + 1));
    }

    int of(int call) {
        return counts.get(call);
    }
}
