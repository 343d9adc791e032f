package dev.ringwork.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeeperTest {
    private final AtomicInteger watches = new AtomicInteger();

    /** A pool with so many tasks at each look in turn. */
    private Keeper.Kept pool(long... outstanding) {
        AtomicInteger looks = new AtomicInteger();
        return new Keeper.Kept(() -> outstanding[looks.getAndIncrement()], pool -> watches.getAndIncrement() >= 0);
    }

    @Test
    void shouldLetGoOfAPoolThatTwoLooksFindIdle() {
        Keeper.Kept pool = pool(1, 0, 0, 0);
        assertThat(pool.keepAlive()).isTrue();

        assertThat(Keeper.letGo(pool)).as("it has work").isFalse();
        assertThat(Keeper.letGo(pool)).as("idle once").isFalse();
        assertThat(Keeper.letGo(pool)).as("idle twice").isTrue();

        assertThat(watches).hasValue(1);
        pool.keepAlive();
        assertThat(watches).as("watched again").hasValue(2);
    }

    @Test
    void shouldNotLetGoWhenATaskComesDuringTheSecondLook() {
        Keeper.Kept pool = pool(0, 0, 1);
        pool.keepAlive();
        Keeper.letGo(pool);

        assertThat(Keeper.letGo(pool))
                .as("whoever submitted saw the pool watched, or will have it watched")
                .isFalse();

        pool.keepAlive();
        assertThat(watches).as("it is still watched").hasValue(1);
    }

    @Test
    void shouldBeWatchedWithTheNextTaskWhenThereIsNoMemoryForIt() {
        Keeper.Kept pool = new Keeper.Kept(() -> 1, kept -> {
            if (watches.getAndIncrement() == 0) {
                throw new IllegalStateException("there is no memory in this test");
            }
            return true;
        });
        assertThatIllegalStateException().isThrownBy(pool::keepAlive);

        assertThat(pool.keepAlive()).isTrue();

        assertThat(watches).hasValue(2);
    }

    @Test
    void shouldBeginAnewWhenWorkComesBetweenTwoLooks() {
        Keeper.Kept pool = pool(0, 1, 0, 0, 0);
        assertThat(Keeper.letGo(pool)).isFalse();
        assertThat(Keeper.letGo(pool)).isFalse();
        assertThat(Keeper.letGo(pool)).isFalse();
        assertThat(Keeper.letGo(pool)).isTrue();
    }
}
