package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.link.Link;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import dev.ringwork.process.StallWatch.Finding;
import org.junit.jupiter.api.Test;

class StallWatchTest {
    private static final int BEATS_A_SECOND = 2;

    private final Link link =
            TestLinks.create(new PlainMemory(ScriptedLink.SPEC.fileLength()), ScriptedLink.SPEC, ScriptedLink.EPOCH);
    private final StallWatch watch = new StallWatch(link);

    private Finding look() {
        return watch.look(true, false, false, 0);
    }

    private void second() {
        for (int i = 0; i < BEATS_A_SECOND; i++) {
            link.beatRelease();
        }
    }

    private void leaveACall() {
        int at = link.calls().tryClaim(1, 8);
        link.calls().commit(at);
    }

    @Test
    void shouldFindTheLinkBrokenOnlyAfterBellsWereInVainAndTheHeartBeats() {
        leaveACall();
        for (Finding due :
                new Finding[] {Finding.NONE, Finding.SILENT, Finding.SILENT, Finding.SILENT, Finding.BROKEN}) {
            assertThat(look()).isEqualTo(due);
            second();
        }
    }

    @Test
    void shouldNeverFindAStoppedWorkerBroken() {
        leaveACall();
        assertThat(look()).isEqualTo(Finding.NONE);
        for (int i = 0; i < 100; i++) {
            assertThat(look()).isNotEqualTo(Finding.BROKEN);
        }
    }

    @Test
    void shouldRingAStoppedWorkerForAWhileOnlySinceNobodyReadsItsPipe() {
        leaveACall();
        int bells = 0;
        for (int i = 0; i < 100_000; i++) {
            bells += look() == Finding.NONE ? 0 : 1;
        }
        assertThat(bells).isEqualTo(60);
        for (int i = 0; i < 3; i++) {
            second();
        }
        assertThat(look()).as("it has gone on, and still nothing moves").isEqualTo(Finding.BROKEN);
    }

    @Test
    void shouldCountALostWakeUpOnceWhenTheWorkerIsParkedOnACall() {
        link.workerDoor().parkVolatile();
        leaveACall();
        assertThat(look()).isEqualTo(Finding.NONE);
        assertThat(look()).isEqualTo(Finding.LOST_WAKEUP);
        assertThat(look()).isEqualTo(Finding.SILENT);
    }

    @Test
    void shouldFindNothingWhenACallRunsForLong() {
        for (int i = 0; i < 100; i++) {
            second();
            assertThat(watch.look(true, true, false, 0)).isEqualTo(Finding.NONE);
        }
    }

    @Test
    void shouldBeginAnewWhenSomethingMoves() {
        leaveACall();
        for (int taken = 0; taken < 100; taken++) {
            second();
            assertThat(watch.look(true, false, false, taken)).isEqualTo(Finding.NONE);
        }
    }
}
