package dev.ringwork.bench.goal;

import java.util.Locale;

/** How a figure is written for people. */
public enum Unit {
    /** A ratio. */
    TIMES {
        @Override
        public String format(double value) {
            return significant(value) + " x";
        }
    },
    /** A time, held in nanoseconds. */
    NANOS {
        @Override
        public String format(double value) {
            if (Double.isInfinite(value)) {
                return "never";
            }
            if (value < 1e3) {
                return significant(value) + " ns";
            }
            if (value < 1e6) {
                return significant(value / 1e3) + " µs";
            }
            return value < 1e9 ? significant(value / 1e6) + " ms" : significant(value / 1e9) + " s";
        }
    },
    /** Operations a second. */
    RATE {
        @Override
        public String format(double value) {
            if (value < 1e3) {
                return significant(value) + "/s";
            }
            return value < 1e6 ? significant(value / 1e3) + " k/s" : significant(value / 1e6) + " M/s";
        }
    },
    /** A size. */
    BYTES {
        @Override
        public String format(double value) {
            if (value < 1 << 10) {
                return significant(value) + " B";
            }
            return value < 1 << 20 ? significant(value / (1 << 10)) + " KiB" : significant(value / (1 << 20)) + " MiB";
        }
    };

    /** The value with its unit. */
    public abstract String format(double value);

    /** The unit of a figure, which its name tells: {@code Map.processPool(chunk=0)/rate} is a rate. */
    public static Unit of(String name) {
        String figure = name.substring(name.indexOf('/') + 1);
        if (figure.startsWith("rate")) {
            return RATE;
        }
        if (figure.startsWith("allocated") || figure.startsWith("bytes.")) {
            return BYTES;
        }
        return figure.startsWith("speedup.") ? TIMES : NANOS;
    }

    /** Whether a figure of this unit is better when it is less: times and sizes are, rates and speed-ups are not. */
    public boolean lessIsBetter() {
        return this == NANOS || this == BYTES;
    }

    /** Three digits that count. */
    private static String significant(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
    }
}
