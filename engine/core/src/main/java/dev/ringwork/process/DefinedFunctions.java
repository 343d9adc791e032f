package dev.ringwork.process;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/** A growing set of function ids, read on the way of every call and written once a function and worker. */
final class DefinedFunctions {
    private static final int WORD_BITS = 64;

    private final int mostWords;
    private final AtomicReference<long[]> words = new AtomicReference<>(new long[1]);

    DefinedFunctions(int mostWords) {
        this.mostWords = mostWords;
    }

    boolean contains(int id) {
        long[] now = words.getAcquire();
        int word = id / WORD_BITS;
        return word < now.length && (now[word] & 1L << id) != 0;
    }

    /** Adds an id; one beyond the limit is not remembered, so its function is defined anew each time. */
    void add(int id) {
        int word = id / WORD_BITS;
        if (word < mostWords) {
            words.updateAndGet(now -> with(now, word, 1L << id));
        }
    }

    private static long[] with(long[] now, int word, long bit) {
        long[] next = Arrays.copyOf(now, Math.max(now.length, word + 1));
        next[word] |= bit;
        return next;
    }
}
