package dev.ringwork.spi;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the engine logged while something ran. */
final class Logged {
    private Logged() {}

    static String during(Runnable work) {
        StringBuilder text = new StringBuilder();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                text.append(record.getMessage())
                        .append(' ')
                        .append(record.getThrown())
                        .append('\n');
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
        Logger logger = Logger.getLogger("dev.ringwork");
        logger.addHandler(handler);
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
        }
        return text.toString();
    }
}
