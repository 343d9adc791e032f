package dev.ringwork.bench.plain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TagsTest {
    private static final long LAST_PID = (1 << 22) - 1;

    private final Tags tags = new Tags();

    @Test
    void shouldGiveBackTheArgumentWhenItIsTagged() {
        assertThat(Tags.value(Tags.tagged(123_456))).isEqualTo(123_456);
        assertThat(Tags.value(Tags.tag(7, LAST_PID))).isEqualTo(7);
    }

    @Test
    void shouldFindTheProcessWithTheFewestResultsWhenAllGaveSome() {
        tags.count(Tags.tag(0, LAST_PID));
        tags.count(Tags.tag(1, LAST_PID));
        tags.count(Tags.tag(2, 1));

        assertThat(tags.fewest(2)).isEqualTo(1);
    }

    @Test
    void shouldBeNoneWhenAProcessGaveNothingYet() {
        tags.count(Tags.tagged(0));

        assertThat(tags.fewest(2)).isZero();
    }
}
