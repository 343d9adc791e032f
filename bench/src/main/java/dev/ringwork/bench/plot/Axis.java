package dev.ringwork.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/** A vertical axis: where a value lies between bottom (0) and top (1), and which values have a line. */
final class Axis {
    private static final int LINES = 5;

    private final double low;
    private final double high;
    private final boolean logarithmic;
    private final DoubleFunction<String> label;

    private Axis(double low, double high, boolean logarithmic, DoubleFunction<String> label) {
        this.low = low;
        this.high = high;
        this.logarithmic = logarithmic;
        this.label = label;
    }

    /** From zero to a round number that is not less than the highest value. */
    static Axis linear(DoubleStream values, DoubleFunction<String> label) {
        double highest = values.max().orElse(1);
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(highest, Double.MIN_NORMAL))));
        double high = step * Math.ceil(highest / step * 2) / 2;
        return new Axis(0, high, false, label);
    }

    /** From the power of ten below the lowest value to that above the highest. */
    static Axis logarithmic(DoubleStream values, DoubleFunction<String> label) {
        double[] all = values.toArray();
        double lowest = DoubleStream.of(all).min().orElse(1);
        double highest = DoubleStream.of(all).max().orElse(1);
        double low = Math.pow(10, Math.floor(Math.log10(lowest)));
        double high = Math.pow(10, Math.max(Math.log10(low) + 1, Math.ceil(Math.log10(highest))));
        return new Axis(low, high, true, label);
    }

    double position(double value) {
        double at = logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
        return Math.max(0, Math.min(1, at));
    }

    List<Double> lines() {
        List<Double> lines = new ArrayList<>();
        if (logarithmic) {
            for (double value = low; value <= high * 1.001; value *= 10) {
                lines.add(value);
            }
        } else {
            for (int i = 0; i <= LINES; i++) {
                lines.add(low + (high - low) * i / LINES);
            }
        }
        return lines;
    }

    String label(double value) {
        return label.apply(value);
    }
}
