package dev.ringwork.bench.plain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColdStartTest {
    @Test
    void shouldTellByItsCommandWhetherAWorkerStartsFromAnArchive() {
        assertThat(ColdStart.startsFromArchive(List.of("java", "-XX:SharedArchiveFile=/x/worker-1-2", "-cp", "a.jar")))
                .isTrue();
        assertThat(ColdStart.startsFromArchive(List.of("java", "-XX:AOTCache=/x/worker-1-2", "-cp", "a.jar")))
                .isTrue();
        assertThat(ColdStart.startsFromArchive(List.of("java", "-XX:+UseSerialGC", "-cp", "a.jar")))
                .isFalse();
    }

    @Test
    void shouldReadTheCommandOfAProcessWhenItRuns() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(Proc.command(process.pid())).containsExactly("sleep", "60");
        } finally {
            process.destroy();
        }
    }
}
