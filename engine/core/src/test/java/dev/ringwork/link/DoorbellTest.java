package dev.ringwork.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one thread can see; what two see is for jcstress. */
class DoorbellTest {
    private final PlainMemory memory = new PlainMemory(64);
    private final Doorbell door = new Doorbell(memory.slice(0, 64), 8);

    @Test
    void shouldHaveOneProducerRingWhenTheConsumerParks() {
        assertThat(door.mustRing()).isFalse();
        door.parkVolatile();
        assertThat(door.isParkedVolatile()).isTrue();
        assertThat(door.mustRing()).isTrue();
        assertThat(door.mustRing()).isFalse();
        assertThat(door.isParkedVolatile()).isFalse();
    }

    @Test
    void shouldHaveNobodyRingWhenTheConsumerPollsAgain() {
        door.parkVolatile();
        door.unparkRelease();
        assertThat(door.mustRing()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, -1, 1L << 63, 1L << 32})
    void shouldRingWhenTheWordIsSpoilt(long word) {
        memory.whole().putLong(8, word);
        assertThat(door.mustRing()).isTrue();
        assertThat(door.isParkedVolatile()).isFalse();
    }
}
