package dev.ringwork.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.live.Coordinator;
import dev.ringwork.bench.live.ProcessFacts;
import dev.ringwork.bench.live.Snapshot;
import dev.ringwork.bench.live.Worker;
import dev.ringwork.link.LinkView;
import dev.ringwork.link.WorkerState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SnapshotTextTest {
    private static final long SECOND = 1_000_000_000;

    private static ProcessFacts process(long pid, long cpuMillis) {
        return new ProcessFacts(pid, "dev.acme.Main", false, 40L << 20, Duration.ofMillis(cpuMillis));
    }

    private static Worker worker(@Nullable ProcessFacts process, WorkerState state, boolean parked, long bytes) {
        return new Worker(new LinkView(100, state, bytes / 100, parked, !parked, 3, bytes, 2 * bytes), process);
    }

    private static Snapshot at(long nanoTime, long cpuMillis, Worker... workers) {
        return new Snapshot(nanoTime, List.of(new Coordinator(process(100, cpuMillis), List.of(workers))), List.of());
    }

    @Test
    void shouldShowWhatWasDoneSinceTheStartWhenLookedAtOnce() {
        Snapshot snapshot = at(
                0,
                2500,
                worker(null, WorkerState.STARTING, false, 0),
                worker(process(101, 1250), WorkerState.READY, true, 12_300));

        assertThat(SnapshotText.of(snapshot)).isEqualTo("""
                        100  dev.acme.Main, 2 workers, 40 MiB, CPU 2.5 s
                            worker  state     queued      bytes out     bytes back  door    results   beats    memory      CPU
                                 -  starting       3              0              0  open    parked        0         -        -
                               101  idle           3         12,300         24,600  parked  open        123    40 MiB    1.3 s
                        """);
    }

    @Test
    void shouldShowWhatWasDoneMeanwhileWhenLookedAtTwice() {
        Snapshot before = at(0, 1000, worker(process(101, 1000), WorkerState.READY, true, 10_000));
        Snapshot now = at(
                2 * SECOND,
                1500,
                worker(process(101, 3000), WorkerState.READY, false, 30_000),
                worker(process(102, 3000), WorkerState.SPOILT, false, 30_000));

        assertThat(SnapshotText.since(before, now)).isEqualTo("""
                        100  dev.acme.Main, 2 workers, 40 MiB, CPU 25 %
                            worker  state     queued    bytes out/s   bytes back/s  door    results   beats    memory      CPU
                               101  busy           3         10,000         20,000  open    parked     +200    40 MiB    100 %
                               102  spoilt         3              -              -  open    parked        -    40 MiB        -
                        """);
    }
}
