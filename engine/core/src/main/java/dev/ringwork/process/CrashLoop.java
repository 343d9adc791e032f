package dev.ringwork.process;

/**
 * Tells a crash loop from bad luck, so that it is not answered by a storm of processes. For the supervisor only.
 *
 * <p>A worker that dies is
 *
 * <ul>
 *   <li>a <b>failed start</b> when it never became ready. One that becomes ready clears that record.
 *   <li><b>barren</b> when calls waited in its ring and it began none. One that begins a call, or stays up for a while, clears
 *       that record.
 *   <li>dead <b>in vain</b> when it was ready and had nothing to do, as when somebody kills idle workers. Nobody waits, so the
 *       pool never gives up, but after {@value #UNPACED_ROUNDS_IN_VAIN} rounds of that in a row it paces its starts.
 * </ul>
 *
 * After a failed start or a barren worker the next start waits, longer each time, and after {@value #MOST_FAILURES} of a kind in
 * a row the pool gives up. A SIGKILL comes from outside and says less about the worker, so it counts as a quarter of a failure.
 *
 * <p>Places fail at the same time as a rule, for the same reason, so all these are counted by rounds: an attempt that was decided on
 * before the last failure that counted was seen belongs to that one's round, and counts no more.
 *
 * <p>A call that kills its worker is none of these: the call fails, whoever submitted it hears of it, and the worker is
 * replaced at once.
 */
final class CrashLoop {
    static final int MOST_FAILURES = 5;
    static final int KILLS_A_FAILURE = 4;
    static final int UNPACED_ROUNDS_IN_VAIN = 16;
    static final long FIRST_PAUSE_NANOS = 50_000_000L;
    static final long LONGEST_PAUSE_NANOS = 1_000_000_000L;

    private final Record failedStarts = new Record();
    private final Record barren = new Record();
    private int roundsInVain;
    private int lastOfRoundInVain;
    /** Attempts decided on so far. */
    private int decided;

    /** Has it that a worker is to be started, now or after a pause; returns the attempt's number. */
    int decide() {
        return ++decided;
    }

    /** Failures of one kind in a row. */
    final class Record {
        private int quarters;
        private int attempts;
        /** The last attempt of the rounds that have failed. */
        private int lastOfRound;

        /** Takes note of the failure of an attempt, and says whether the pool should go on. */
        boolean mayRetry(int attempt, boolean killed) {
            attempts++;
            if (attempt > lastOfRound) {
                lastOfRound = decided;
                quarters += killed ? 1 : KILLS_A_FAILURE;
            }
            return quarters < MOST_FAILURES * KILLS_A_FAILURE;
        }

        int attempts() {
            return attempts;
        }

        /** How long to wait before the next start; 0 when none has failed since one went well. */
        long pauseNanos() {
            return quarters == 0 ? 0 : pause((quarters - 1) / KILLS_A_FAILURE);
        }

        private void clear() {
            quarters = 0;
            attempts = 0;
        }
    }

    Record failedStarts() {
        return failedStarts;
    }

    Record barren() {
        return barren;
    }

    /** A worker became ready. */
    void ready() {
        failedStarts.clear();
    }

    /** A worker began a call, or has stayed up. */
    void proven() {
        barren.clear();
        roundsInVain = 0;
    }

    /** The ready worker of an attempt died without having had anything to do; returns how long to wait, mostly 0. */
    long diedInVain(int attempt) {
        if (attempt > lastOfRoundInVain) {
            lastOfRoundInVain = decided;
            roundsInVain++;
        }
        int paced = roundsInVain - UNPACED_ROUNDS_IN_VAIN;
        return paced <= 0 ? 0 : pause(paced - 1);
    }

    private static long pause(int doublings) {
        return Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(doublings, Integer.SIZE / 2));
    }
}
