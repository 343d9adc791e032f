package dev.ringwork.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short soak; {@code -Dsoak.minutes=10 -Dsoak.seed=42} makes it a long one, and repeats one. */
class FaultSoakIT {
    private static final int DEFAULT_SECONDS = 8;
    private static final long LONGEST_MINUTES = 180;

    @ParameterizedTest
    @ValueSource(ints = {1 << 12, 1 << 20})
    @Timeout(value = LONGEST_MINUTES, unit = TimeUnit.MINUTES)
    void shouldLoseDoubleOrRepeatNothingWhenWorkersDieAllTheTime(int ringBytes, @TempDir Path directory)
            throws Exception {
        long seed = Long.getLong("soak.seed", System.nanoTime());
        Duration length = Integer.getInteger("soak.minutes") != null
                ? Duration.ofMinutes(Integer.getInteger("soak.minutes"))
                : Duration.ofSeconds(Integer.getInteger("soak.seconds", DEFAULT_SECONDS));

        FaultSoak.Report report = FaultSoak.run(seed, length, ringBytes, directory);

        System.out.println("soak: " + report);
        assertThat(report.violations()).as("seed=%d", seed).isEmpty();
        assertThat(report.disturbed().kills())
                .as("kills, without which this proves nothing")
                .isPositive();
        assertThat(report.succeeded()).isPositive();
        assertThat(report.died()).as("calls whose worker died").isPositive();
    }
}
