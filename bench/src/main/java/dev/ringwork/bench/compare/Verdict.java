package dev.ringwork.bench.compare;

/** What can be said of a figure of two runs. */
public enum Verdict {
    /** It is worse by more than the tolerance, in all rounds: this is what a gate stops. */
    WORSE,
    /** It is better by more than the tolerance, in all rounds. */
    BETTER,
    /** The medians differ by no more than the tolerance. */
    SAME,
    /** The medians differ by more, but rounds of both runs lie in a common range, so that chance may have made the difference. */
    NOISE
}
