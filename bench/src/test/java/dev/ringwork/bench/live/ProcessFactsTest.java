package dev.ringwork.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ProcessFactsTest {
    @Test
    void shouldKnowAProcessWhenItsCommandLineIsNoUtf8() throws Exception {
        Process process = new ProcessBuilder("bash", "-c", "exec -a $'\\xff\\e[2J' cat").start();
        try {
            process.getOutputStream().write('x');
            process.getOutputStream().flush();
            assertThat(process.getInputStream().read()).isEqualTo('x'); // so bash has become cat

            assertThat(ProcessFacts.of(process.pid()))
                    .get()
                    .extracting(ProcessFacts::command)
                    .isEqualTo("\uFFFD?[2J");
        } finally {
            process.destroyForcibly();
        }
    }
}
