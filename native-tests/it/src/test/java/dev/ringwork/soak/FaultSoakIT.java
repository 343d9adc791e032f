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
    /** Among so many stops there are some of each kind. */
    private static final long MANY_STOPS = 24;
    /** Among so many calls one in 2,000 uses up the heap. */
    private static final long MANY_CALLS = 50_000;

    @ParameterizedTest
    @ValueSource(ints = {SMALLEST_RING, 1 << 20})
    @Timeout(value = LONGEST_MINUTES, unit = TimeUnit.MINUTES)
    void shouldLoseDoubleOrRepeatNothingWhenWorkersDieAllTheTime(int ringBytes, @TempDir Path directory) {
        long seed = Seed.announced("soak.seed", FaultSoakIT.class);
        SoakPlan whole = SoakPlan.ofProperties();
        try {
            soak(seed, ringBytes == SMALLEST_RING ? whole.forSmallRings() : whole, ringBytes, directory);
        } catch (Throwable t) {
            throw new AssertionError("-Dsoak.seed=" + seed + " ringBytes=" + ringBytes + " " + whole, t);
        }
    }

    private static void soak(long seed, SoakPlan plan, int ringBytes, Path directory) throws Exception {
        FaultSoak.Report report = FaultSoak.run(seed, plan, ringBytes, directory);

        System.out.println("soak: " + report);
        Disturber.Counts disturbed = report.disturbed();
        assertThat(report.violations()).isEmpty();
        assertThat(disturbed.kills())
                .as("kills, without which this proves nothing")
                .isPositive();
        assertThat(disturbed.kills()).as("kills in time").isGreaterThanOrEqualTo(plan.kills());
        assertThat(report.calls()).as("calls in time").isGreaterThanOrEqualTo(plan.calls());
        assertThat(report.succeeded()).isPositive();
        assertThat(report.cancelled()).isPositive();
        assertThat(report.died()).as("calls whose worker died").isPositive();
        if (report.calls() >= MANY_CALLS) {
            assertThat(report.outOfMemory())
                    .as("calls that filled the heap, or said so")
                    .isPositive();
        }
        if (disturbed.stops() >= MANY_STOPS) {
            assertThat(disturbed.killsOfStopped())
                    .as("kills of a stopped worker")
                    .isPositive();
            assertThat(disturbed.resizesAmidStop())
                    .as("resizes beside a stopped worker")
                    .isPositive();
            assertThat(disturbed.endsAmidStop())
                    .as("ends of a pool with a stopped worker")
                    .isPositive();
        }
    }
}
