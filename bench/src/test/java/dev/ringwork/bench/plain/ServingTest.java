package dev.ringwork.bench.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.process.WorkerInfo;
import dev.ringwork.process.WorkerInfo.State;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServingTest {
    private static List<WorkerInfo> workers(State... states) {
        return Stream.of(states).map(state -> new WorkerInfo(0, 1, state, null)).toList();
    }

    @Test
    void shouldCountOnlyThoseThatTakeCallsWhenSomeStartOrStop() {
        assertThat(Serving.count(workers(State.IDLE, State.BUSY))).isEqualTo(2);
        assertThat(Serving.count(workers(State.IDLE, State.STARTING))).isEqualTo(1);
        assertThat(Serving.count(workers(State.STOPPING, State.SUSPECT))).isZero();
    }
}
