package dev.ringwork.examples;

import java.util.List;

/** What all examples work on: six pairs, and their greatest common divisor by trial division. */
final class Numbers {
    static final List<Pair> PAIRS = List.of(
            new Pair(1963309, 2265973),
            new Pair(1879675, 2493670),
            new Pair(2030677, 3814172),
            new Pair(1551645, 2229620),
            new Pair(1988912, 4736670),
            new Pair(2198964, 7876293));

    private Numbers() {}

    record Pair(int a, int b) {}

    static int gcd(Pair pair) {
        int low = Math.min(pair.a(), pair.b());
        for (int i = low; i > 0; i--) {
            if (pair.a() % i == 0 && pair.b() % i == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("both numbers are positive: " + pair);
    }
}
