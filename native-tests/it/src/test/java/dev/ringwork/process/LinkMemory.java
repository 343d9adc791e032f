package dev.ringwork.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The link files that this JVM has mapped, written to behind the engine's back. */
final class LinkMemory {
    private static final String SHARED_AND_WRITABLE = " rw-s ";
    private static final String LINK = "/ringwork";

    private LinkMemory() {}

    /** Flips one bit in each place where these bytes stand; returns how many there were. */
    static int flipWherever(byte[] bytes) throws IOException {
        int places = 0;
        try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "rw")) {
            for (String mapping : Files.readAllLines(Path.of("/proc/self/maps"))) {
                if (mapping.contains(SHARED_AND_WRITABLE) && mapping.contains(LINK)) {
                    String[] ends = mapping.split(" ", 2)[0].split("-");
                    places += flip(memory, Long.parseLong(ends[0], 16), Long.parseLong(ends[1], 16), bytes);
                }
            }
        }
        return places;
    }

    private static int flip(RandomAccessFile memory, long start, long end, byte[] bytes) throws IOException {
        byte[] all = new byte[Math.toIntExact(end - start)];
        memory.seek(start);
        memory.readFully(all);
        int places = 0;
        for (int at = 0; at <= all.length - bytes.length; at++) {
            if (Arrays.equals(all, at, at + bytes.length, bytes, 0, bytes.length)) {
                memory.seek(start + at);
                memory.write(all[at] ^ 1);
                places++;
            }
        }
        return places;
    }
}
