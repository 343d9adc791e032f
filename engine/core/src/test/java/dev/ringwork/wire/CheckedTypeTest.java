package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckedTypeTest {
    private static final int RECORDS = 2_000;

    private final Random random = new Random(20_261_126);

    /** A record's words, any of whose bits can be flipped. */
    private record Said(int checkedType, long id, int second, int third, long body) {
        private static final int BITS = 3 * Long.SIZE + Integer.SIZE;

        boolean holds() {
            return CheckedType.holds(checkedType, id, second, third, body);
        }

        Said flip(int bit) {
            long mask = 1L << bit;
            return switch (bit / Long.SIZE) {
                case 0 -> new Said(checkedType, id ^ mask, second, third, body);
                case 1 -> new Said(checkedType, id, second ^ (int) mask, third ^ (int) (mask >>> Integer.SIZE), body);
                case 2 -> new Said(checkedType, id, second, third, body ^ mask);
                default -> new Said(checkedType ^ (int) mask, id, second, third, body);
            };
        }
    }

    private Said any() {
        int type = Frames.CALL + random.nextInt(Frames.SKIPPED);
        long id = random.nextLong();
        int second = random.nextInt();
        int third = random.nextInt();
        long body = random.nextLong();
        return new Said(CheckedType.of(type, id, second, third, body), id, second, third, body);
    }

    @Test
    void shouldKeepTheNumbersWhenNobodyRaisesTheVersion() {
        byte[] digits = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
        assertThat(Body.sum(digits, 0, 9)).isEqualTo(9L << 32 | 0xE3069283L); // the check value of CRC-32C
        assertThat(CheckedType.of(Frames.STOP, 0, 0, 0, 0)).isEqualTo(0x3C6EF304);
        assertThat(CheckedType.of(Frames.CALL, 33, 7, 0x202, 42)).isEqualTo(0x04288901);
        assertThat(CheckedType.of(Frames.RESULT, -1, -1, -1, -1)).isEqualTo(0x5C596205);
    }

    @Test
    void shouldBePositiveAndKeepTheTypeWhenItIsMade() {
        for (int type = Frames.CALL; type <= Frames.SKIPPED; type++) {
            for (int i = 0; i < RECORDS; i++) {
                int checked =
                        CheckedType.of(type, random.nextLong(), random.nextInt(), random.nextInt(), random.nextLong());
                assertThat(checked).isPositive();
                assertThat(CheckedType.type(checked)).isEqualTo(type);
            }
        }
    }

    @Test
    void shouldNotHoldWhenAnyOneBitIsFlipped() {
        for (int i = 0; i < RECORDS; i++) {
            Said said = any();
            assertThat(said.holds()).isTrue();
            for (int bit = 0; bit < Said.BITS; bit++) {
                assertThat(said.flip(bit).holds()).as("%s bit=%d", said, bit).isFalse();
            }
        }
    }

    @Test
    void shouldNotHoldWhenAnyBitOfTheBytesIsFlippedOrTheyAreFewer() {
        for (int length = 1; length <= 100; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            int checked = CheckedType.of(Frames.RESULT, length, 0, 0, Body.sum(bytes, 0, length));
            for (int bit = 0; bit < length * Byte.SIZE; bit++) {
                bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                assertThat(CheckedType.holds(checked, length, 0, 0, Body.sum(bytes, 0, length)))
                        .as("length=%d bit=%d", length, bit)
                        .isFalse();
                bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            }
            for (int less = 0; less < length; less++) {
                assertThat(CheckedType.holds(checked, length, 0, 0, Body.sum(bytes, 0, less)))
                        .as("length=%d less=%d", length, less)
                        .isFalse();
            }
        }
    }
}
