package dev.ringwork.bench.compare;

/**
 * A figure of two runs.
 *
 * @param name its name
 * @param base what it was
 * @param now what it is
 * @param tolerance by which factor it may become worse
 */
public record Comparison(String name, Figure base, Figure now, double tolerance) {

    /** New to base; not a number when both are zero or both infinite. */
    public double ratio() {
        return now.rounds().median() / base.rounds().median();
    }

    /**
     * The verdict. Two things have to come together for {@link Verdict#WORSE}: the medians are apart by more than the tolerance, and no
     * round of the new run is as good as one of the base. The medians alone won't do: a neighbour on the machine that takes two rounds
     * of three moves them by half. The ranges alone won't do either: of two runs alike, all three rounds of one are worse than the
     * three of the other once in twenty times, and a run has a hundred figures; and where rounds agree to a per mille, a per mille
     * more is no harm. A single round is a range of one point, so that of two such runs the tolerance alone decides.
     */
    public Verdict verdict() {
        double worsening = base.lessIsBetter()
                ? ratio()
                : base.rounds().median() / now.rounds().median();
        if (Double.isNaN(worsening) || (worsening <= tolerance && worsening >= 1 / tolerance)) {
            return Verdict.SAME;
        }
        if (base.rounds().overlaps(now.rounds()) || startsAtNothing()) {
            return Verdict.NOISE;
        }
        return worsening > tolerance ? Verdict.WORSE : Verdict.BETTER;
    }

    /** A time of zero, such as an idle pool's, was below what the clock shows: anything is infinitely more. */
    private boolean startsAtNothing() {
        return base.lessIsBetter() && base.rounds().median() == 0;
    }

    /** Whether a run has a single round, which has no range: then the tolerance alone decides. */
    public boolean ofOneRound() {
        return base.rounds().count() == 1 || now.rounds().count() == 1;
    }
}
