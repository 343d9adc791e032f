package dev.ringwork.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
class ErrorLogTest {
    private static final Logger LOGGER = Logger.getLogger("dev.ringwork");

    @Test
    void shouldCountWhatFindsNoPlaceAndThrowNothing() {
        Handler broken = new Handler() {
            @Override
            public void publish(LogRecord report) {
                throw new LinkageError("a handler of the application's");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        PrintStream usual = System.err;
        long before = ErrorLog.unreported();
        LOGGER.addHandler(broken);
        try {
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
                @Override
                public void println(String line) {
                    throw new LinkageError("a stream of the application's");
                }
            });
            assertThatCode(() -> ErrorLog.error("what", new IllegalStateException("why")))
                    .doesNotThrowAnyException();
        } finally {
            System.setErr(usual);
            LOGGER.removeHandler(broken);
        }
        assertThat(ErrorLog.unreported()).isEqualTo(before + 1);
    }
}
