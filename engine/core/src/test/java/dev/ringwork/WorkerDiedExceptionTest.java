package dev.ringwork;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a worker's death says: what was lost, and where to look for the cause. */
class WorkerDiedExceptionTest {
    private static final String CALL = "Math::abs #3";
    private static final String NO_CALL = "none";
    private static final int SIGABRT = 128 + 6;
    private static final int SIGKILL = 128 + 9;
    private static final int SIGTERM = 128 + 15;

    private static WorkerDiedException died(int exitCode, String call, @Nullable Path report, @Nullable Throwable why) {
        return new WorkerDiedException(42, exitCode, call, "", report, why);
    }

    @Test
    void shouldSayThatACallMayHaveHadEffectsWhenOneWasRunning() {
        assertThat(died(SIGKILL, CALL, null, null))
                .hasMessageStartingWith("the worker died while it ran a call: pid=42 signal=9 call=Math::abs #3; ")
                .hasMessageContaining("may have had effects and is not run again, submit it anew if that is safe");
    }

    @Test
    void shouldSayThatNothingWasLostWhenNoCallWasRunning() {
        assertThat(died(0, NO_CALL, null, null))
                .hasMessageStartingWith("a worker died: pid=42 exitCode=0 call=none; it ran no call")
                .message()
                .doesNotContain("submit it anew");
    }

    @Test
    void shouldPointAtTheKernelWhenTheSignalIs9() {
        for (String call : new String[] {CALL, NO_CALL}) {
            assertThat(died(SIGKILL, call, null, null))
                    .hasMessageContaining("signal 9 comes from outside of the JVM")
                    .hasMessageContaining("out-of-memory killer in dmesg")
                    .hasMessageContaining("lower workerHeap or maxWorkers")
                    .hasMessageContaining("or it called System.exit(137)");
        }
    }

    @Test
    void shouldPointAtTheReportWhenTheJvmWroteOne() {
        assertThat(died(SIGABRT, CALL, Path.of("/tmp/hs_err_pid42.log"), null))
                .hasMessageContaining("signal=6 call=Math::abs #3 crashReport=/tmp/hs_err_pid42.log; ")
                .hasMessageContaining("read the crash report")
                .message()
                .doesNotContain("System.exit")
                .doesNotContain("dmesg");
    }

    @Test
    void shouldPointAtTheHeapOfThisJvmWhenNobodyKnowsHowItEnded() {
        assertThat(died(-1, CALL, null, null))
                .hasMessageContaining("exitCode=-1")
                .hasMessageContaining("nobody knows how it ended")
                .hasMessageContaining("a full heap of this JVM")
                .message()
                .doesNotContain("System.exit");
    }

    @Test
    void shouldPointAtTheSenderWhenAnotherSignalEndedIt() {
        assertThat(died(SIGTERM, CALL, null, null))
                .hasMessageContaining("signal=15")
                .hasMessageContaining("look for who sends that signal")
                .hasMessageContaining("or it called System.exit(143)")
                .message()
                .doesNotContain("dmesg");
    }

    @Test
    void shouldPointAtTheTaskWhenItExited() {
        assertThat(died(3, CALL, null, null))
                .hasMessageContaining("exitCode=3")
                .hasMessageContaining("look for System.exit or Runtime.halt in what it ran");
    }

    /** Its signal 9 is no riddle. */
    @Test
    void shouldSayWhyWhenThePoolItselfKilledIt() {
        Throwable why = new IllegalStateException("it stood still: stallTimeout=PT1S");

        assertThat(died(SIGKILL, CALL, null, why))
                .hasMessageContaining("; its pool killed it: it stood still: stallTimeout=PT1S")
                .hasCause(why)
                .message()
                .doesNotContain("dmesg");
    }

    @Test
    void shouldQuoteTheLastWordsLast() {
        assertThat(new WorkerDiedException(42, 3, CALL, "one\ntwo", null, null))
                .hasMessageEndingWith("; its last words on stderr:\none\ntwo");
        assertThat(died(3, CALL, null, null)).message().doesNotContain("last words");
    }
}
