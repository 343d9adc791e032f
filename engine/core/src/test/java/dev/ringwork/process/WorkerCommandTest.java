package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerCommandTest {
    @ParameterizedTest
    @ValueSource(ints = {17, 21, 25})
    void shouldHaveAnIdleWorkerWakeSeldomWhenTheJdkIsKnownToHaveTheFlags(int version) {
        assertThat(WorkerCommand.jvm(version))
                .contains("-XX:AsyncDeflationInterval=5000", "-XX:GuaranteedSafepointInterval=0")
                .containsSubsequence("-XX:+UnlockDiagnosticVMOptions", "-XX:GuaranteedSafepointInterval=0");
    }

    @ParameterizedTest
    @ValueSource(ints = {26, 40})
    void shouldUseNoFlagForDiagnosisWhenTheJdkMayComeWithoutIt(int version) {
        assertThat(WorkerCommand.jvm(version))
                .noneMatch(word -> word.contains("Diagnostic") || word.contains("Interval"));
    }
}
