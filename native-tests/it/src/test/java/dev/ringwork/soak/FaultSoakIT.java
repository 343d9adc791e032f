package dev.ringwork.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.os.Seed;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A short soak; {@code -Dsoak.minutes=10 -Dsoak.seed=42} makes it a long one, and repeats one. {@code -Dsoak.kills=10000
 * -Dsoak.calls=10000000} goes on until both are reached, after a smaller part with the smallest rings.
 */
class FaultSoakIT {
    private static final int SMALLEST_RING = 1 << 12;
    private static final long LONGEST_MINUTES = 400;

    @ParameterizedTest
    @ValueSource(ints = {SMALLEST_RING, 1 << 20})
    @Timeout(value = LONGEST_MINUTES, unit = TimeUnit.MINUTES)
    void shouldLoseDoubleOrRepeatNothingWhenWorkersDieAllTheTime(int ringBytes, @TempDir Path directory)
            throws Exception {
        long seed = Seed.announced("soak.seed", FaultSoakIT.class);
        SoakPlan whole = SoakPlan.ofProperties();
        SoakPlan plan = ringBytes == SMALLEST_RING ? whole.forSmallRings() : whole;

        FaultSoak.Report report = FaultSoak.run(seed, plan, ringBytes, directory);

        System.out.println("soak: " + report);
        assertThat(report.violations()).as("seed=%d", seed).isEmpty();
        assertThat(report.disturbed().kills())
                .as("kills, without which this proves nothing")
                .isPositive();
        assertThat(report.disturbed().kills()).as("kills in time").isGreaterThanOrEqualTo(plan.kills());
        assertThat(report.calls()).as("calls in time").isGreaterThanOrEqualTo(plan.calls());
        assertThat(report.succeeded()).isPositive();
        assertThat(report.cancelled()).isPositive();
        assertThat(report.died()).as("calls whose worker died").isPositive();
    }
}
