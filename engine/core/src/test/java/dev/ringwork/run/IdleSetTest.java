package dev.ringwork.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdleSetTest {
    private static final int WORKERS = 130;

    private final IdleSet idle = new IdleSet(WORKERS);

    private int[] busy() {
        return IntStream.iterate(idle.nextBusy(0, WORKERS), i -> i < WORKERS, i -> idle.nextBusy(i + 1, WORKERS))
                .toArray();
    }

    @Test
    void shouldFindEveryWorkerThatIsNotMarked() {
        IntStream.range(0, WORKERS)
                .filter(i -> i != 1 && i != 63 && i != 64 && i != 129)
                .forEach(idle::add);

        assertThat(busy()).containsExactly(1, 63, 64, 129);
        idle.add(63);
        assertThat(idle.nextBusy(2, WORKERS)).isEqualTo(64);
    }

    @Test
    void shouldFindAllWhenNoneIsMarked() {
        assertThat(busy()).hasSize(WORKERS);
    }

    @Test
    void shouldFindNoneBeyondTheEnd() {
        IntStream.range(0, 64).forEach(idle::add);

        assertThat(idle.nextBusy(0, 64)).isEqualTo(64);
        assertThat(idle.nextBusy(64, 64)).isEqualTo(64);
        assertThat(idle.nextBusy(0, 40)).isEqualTo(40);
    }

    @Test
    void shouldClaimTheLowestThatIsMarked() {
        idle.add(70);
        idle.add(3);

        assertThat(idle.claimAny()).isEqualTo(3);
        assertThat(idle.claim(3)).isFalse();
        assertThat(idle.claimAny()).isEqualTo(70);
        assertThat(idle.isEmpty()).isTrue();
    }
}
