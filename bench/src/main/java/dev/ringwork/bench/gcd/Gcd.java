package dev.ringwork.bench.gcd;

import java.util.List;

/** The seed's function and its inputs. */
public final class Gcd {
    /** The six pairs of the study notes that the project comes from. */
    public static final List<Pair> PAIRS = List.of(
            new Pair(1963309, 2265973),
            new Pair(1879675, 2493670),
            new Pair(2030677, 3814172),
            new Pair(1551645, 2229620),
            new Pair(1988912, 4736670),
            new Pair(2198964, 7876293));

    private Gcd() {}

    /** Two positive numbers. */
    public record Pair(int a, int b) {}

    /** Greatest common divisor the slow way: a few milliseconds of pure arithmetic. */
    public static int gcd(Pair pair) {
        for (int i = Math.min(pair.a(), pair.b()); i > 0; i--) {
            if (pair.a() % i == 0 && pair.b() % i == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("both numbers are positive: " + pair);
    }

    /** Counts the divisors of a number up to a limit: work whose length is the limit's. */
    public static int divisors(int limit) {
        int count = 0;
        for (int i = 1; i <= limit; i++) {
            if (720_720 % i == 0) {
                count++;
            }
        }
        return count;
    }
}
