package dev.ringwork.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ParentPidTest {
    private static long parse(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        return ParentPid.parse(bytes, bytes.length);
    }

    @Test
    void shouldTellWhatTheJdkTells() {
        ParentPid parent = new ParentPid();
        long known = ProcessHandle.current().parent().orElseThrow().pid();

        for (int i = 0; i < 3; i++) {
            assertThat(parent.get()).isEqualTo(known);
        }
    }

    @Test
    void shouldFindTheParentWhateverTheNameHolds() {
        assertThat(parse("12 (java) S 34 12 12 0 -1 4194304 1")).isEqualTo(34);
        assertThat(parse("12 (a) S 99 (b) R 34 12 12")).isEqualTo(34);
        assertThat(parse("12 (two\nlines ) R 4194304 12")).isEqualTo(4_194_304);
        assertThat(parse("12 (java) S 0 12")).as("outside of the namespace").isZero();
    }

    @Test
    void shouldNotTakeHalfALineForAWhole() {
        for (String line : new String[] {"", "12", "12 (java", "12 (java) S", "12 (java) S 34", "12 (java) S x 1"}) {
            assertThatThrownBy(() -> parse(line)).as(line).isInstanceOf(NumberFormatException.class);
        }
        assertThatThrownBy(() -> ParentPid.parse(new byte[8], -1)).isInstanceOf(NumberFormatException.class);
    }
}
