package dev.ringwork.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PayloadTest {
    private static final int SIZE = 1024;

    @ParameterizedTest
    @EnumSource
    void shouldBeAlikeWhenItIsACopy(Payload kind) {
        Object sent = kind.make(SIZE);

        assertThat(kind.alike(sent, kind.make(SIZE))).isTrue();
        assertThat(kind.equal(sent, kind.make(SIZE))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotBeAlikeWhenItIsShorterOrOfAnotherKind(Payload kind) {
        Object sent = kind.make(SIZE);

        assertThat(kind.alike(sent, kind.make(SIZE / 2))).isFalse();
        assertThat(kind.alike(sent, 42L)).isFalse();
    }

    @Test
    void shouldNotBeAlikeWhenAnEndDiffers() {
        byte[] bytes = (byte[]) Payload.BYTES.make(SIZE);
        byte[] first = bytes.clone();
        first[0]++;
        byte[] last = bytes.clone();
        last[SIZE - 1]++;
        long[] longs = (long[]) Payload.LONGS.make(SIZE);
        long[] lastOfLongs = Arrays.copyOf(longs, longs.length);
        lastOfLongs[longs.length - 1]++;
        List<?> records = (List<?>) Payload.RECORDS.make(SIZE);
        List<Object> lastOfRecords = new ArrayList<>(records);
        lastOfRecords.set(records.size() - 1, records.get(0));

        assertThat(Payload.BYTES.alike(bytes, first)).isFalse();
        assertThat(Payload.BYTES.alike(bytes, last)).isFalse();
        assertThat(Payload.LONGS.alike(longs, lastOfLongs)).isFalse();
        assertThat(Payload.STRING.alike("aaa", "aab")).isFalse();
        assertThat(Payload.RECORDS.alike(records, lastOfRecords)).isFalse();
    }
}
