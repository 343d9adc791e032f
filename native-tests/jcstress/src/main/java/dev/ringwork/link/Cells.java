package dev.ringwork.link;

import dev.ringwork.memory.MappedAtomicBuffer;
import dev.ringwork.memory.MappedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Small pieces of one file that is mapped twice, as by two processes: a test's actors on two sides see the same bytes at two
 * addresses. Pieces are used again in turn; there are many more of them than a run has at a time.
 */
public final class Cells {
    /** Bytes of a cell: a small ring with its trailer fits in. */
    public static final int LENGTH = 1024;

    private static final int COUNT = 1 << 15;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final MappedFile OURS;
    private static final MappedFile THEIRS;

    static {
        try {
            Path directory = Files.createTempDirectory("ringwork-jcstress");
            Path file = directory.resolve("cells");
            OURS = MappedFile.create(file, COUNT * LENGTH);
            THEIRS = MappedFile.open(file, COUNT * LENGTH);
            Files.delete(file);
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cell as one side sees it. */
    public final AtomicBuffer ours;

    /** The same bytes as the other side sees them. */
    public final AtomicBuffer theirs;

    /** Takes a cell, with zeros in it. */
    public Cells() {
        int offset = (NEXT.getAndIncrement() & COUNT - 1) * LENGTH;
        this.ours = OURS.slice(offset, LENGTH);
        this.theirs = THEIRS.slice(offset, LENGTH);
        ours.setMemory(0, LENGTH, (byte) 0);
    }

    /** The first bytes of a cell, as one side sees them. */
    public static AtomicBuffer part(AtomicBuffer side, int length) {
        ByteBuffer bytes = Objects.requireNonNull(side.byteBuffer()).duplicate();
        return new MappedAtomicBuffer(bytes.slice(0, length));
    }

    /** A bell whose word is at an offset. */
    public static Doorbell doorbell(AtomicBuffer side, int offset) {
        return new Doorbell(side, offset);
    }
}
