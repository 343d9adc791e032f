package dev.ringwork.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What two runs have in common, and what they don't.
 *
 * @param both the figures of both
 * @param onlyBase names of figures that the new run lacks
 * @param onlyNew names of figures that the base lacks
 */
public record Comparisons(List<Comparison> both, List<String> onlyBase, List<String> onlyNew) {

    /** Pairs figures by their names, of those that are wanted. */
    public static Comparisons of(
            Map<String, Figure> base, Map<String, Figure> now, Predicate<String> wanted, double tolerance) {
        List<Comparison> both = new ArrayList<>();
        base.forEach((name, figure) -> {
            Figure other = now.get(name);
            if (other != null && wanted.test(name)) {
                both.add(new Comparison(name, figure, other, tolerance));
            }
        });
        return new Comparisons(both, missing(base, now, wanted), missing(now, base, wanted));
    }

    private static List<String> missing(Map<String, Figure> from, Map<String, Figure> in, Predicate<String> wanted) {
        return from.keySet().stream()
                .filter(name -> !in.containsKey(name) && wanted.test(name))
                .toList();
    }

    /** How many figures have a verdict. */
    public long count(Verdict verdict) {
        return both.stream()
                .filter(comparison -> comparison.verdict() == verdict)
                .count();
    }
}
