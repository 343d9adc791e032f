package dev.ringwork.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What one thread can see; what two see is for jcstress. */
class UseCountTest {
    private final UseCount uses = new UseCount();

    @Test
    void shouldBeDrainedOnlyOnceTheDoorIsClosedAndTheLastHasLeft() {
        assertThat(uses.enter()).isZero();
        assertThat(uses.enter()).isEqualTo(1);
        assertThat(uses.isDrained()).isFalse();
        uses.close();
        uses.close();
        assertThat(uses.isDrained()).isFalse();
        uses.leave();
        assertThat(uses.isDrained()).isFalse();
        uses.leave();
        assertThat(uses.isDrained()).isTrue();
    }

    @Test
    void shouldLetNobodyInWhenTheDoorIsClosed() {
        uses.close();
        assertThat(uses.enter()).isNegative();
        assertThat(uses.isEmpty()).isTrue();
        assertThat(uses.isDrained()).isTrue();
    }

    @Test
    void shouldSayWhoIsTheLastUnlessClosed() {
        uses.enter();
        uses.enter();
        assertThat(uses.isEmpty()).isFalse();
        assertThat(uses.leave()).isFalse();
        assertThat(uses.leave()).isTrue();
        assertThat(uses.isEmpty()).isTrue();
    }
}
