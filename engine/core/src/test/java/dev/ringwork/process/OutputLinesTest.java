package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputLinesTest {
    private final List<String> passed = new ArrayList<>();
    private final OutputLines lines = new OutputLines(line -> passed.add(line.text()));

    private void take(WorkerLine line) {
        lines.remember(line);
        lines.accept(line);
    }

    private void err(String text) {
        take(new WorkerLine("worker", 1, true, text));
    }

    @Test
    void shouldRememberTheLastLinesOfStderrOnly() {
        for (int i = 0; i < 2 * OutputLines.TAIL_LINES; i++) {
            err("line " + i);
            take(new WorkerLine("worker", 1, false, "stdout"));
        }

        assertThat(lines.tail().lines())
                .hasSize(OutputLines.TAIL_LINES)
                .startsWith("line " + OutputLines.TAIL_LINES)
                .endsWith("line " + (2 * OutputLines.TAIL_LINES - 1));
    }

    @Test
    void shouldRememberAScreenAtMostWhenLinesAreLong() {
        String longLine = "x".repeat(1 << 16);
        for (int i = 0; i < OutputLines.TAIL_LINES; i++) {
            err(i + longLine);
        }
        err("farewell");

        assertThat(passed).hasSize(OutputLines.TAIL_LINES + 1).contains(0 + longLine);
        assertThat(lines.tail())
                .hasSizeLessThanOrEqualTo(OutputLines.TAIL_CHARS + OutputLines.TAIL_LINES)
                .hasSizeGreaterThan(OutputLines.TAIL_CHARS / 2)
                .contains("\n" + (OutputLines.TAIL_LINES - 1) + "xxx")
                .contains("x…\n")
                .endsWith("\nfarewell");
    }
}
