package dev.ringwork.bench.suite;

/** How many iterations of JMH a step warms up and measures. The question decides, so that all rivals of a ratio have the same. */
enum Pace {
    /**
     * Round trips, whose percentiles count. Two processes compile what is hot, and where both cores are taken by the caller and the worker, each
     * compilation shows in the 99th percentile until the last is done: after two seconds it was not, after four it was.
     */
    TRIPS(10, 2),
    /** Many calls at once from one thread, in one process and in two. */
    CALLS(6, 3),
    /** The same from several threads. */
    CALLS_OF_MANY(5, 3),
    /** Many items at once through as many processes as there are cores. */
    ITEMS(8, 4),
    /** Bodies that are copied in parts by two processes: the mean of a megabyte's echo falls from 620 to 310 µs within three seconds. */
    BODIES(12, 2),
    /** What one process does by itself within nanoseconds. */
    CLOCK(1, 1),
    /** Everything else. */
    OTHERS(5, 2);

    private final int warmups;
    private final int iterations;

    Pace(int warmups, int iterations) {
        this.warmups = warmups;
        this.iterations = iterations;
    }

    static Pace of(String question, int threads) {
        return switch (question) {
            case "RoundTrip", "Floor", "Queue" -> TRIPS;
            case "Throughput" -> threads == 1 ? CALLS : CALLS_OF_MANY;
            case "Map" -> ITEMS;
            case "Payload" -> BODIES;
            case "Clock" -> CLOCK;
            default -> OTHERS;
        };
    }

    /** Iterations that are not counted. */
    int warmups() {
        return warmups;
    }

    /** Iterations that are, of a run that looks at each step once. */
    int iterations() {
        return iterations;
    }
}
