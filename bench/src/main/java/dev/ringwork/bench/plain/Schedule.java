package dev.ringwork.bench.plain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** When calls were submitted, begun and ended on a pool that runs at most so many at a time. */
final class Schedule {
    private final int workers;
    private final List<Span> spans = new ArrayList<>();

    private record Span(long submitted, long begun, long ended) {}

    /** A moment at which the number of running or of waiting calls changes. */
    private record Change(long time, int running, int waiting) {}

    Schedule(int workers) {
        this.workers = workers;
    }

    void add(long submitted, long begun, long ended) {
        // A call may begin before submit returns, which is when the caller looks at its clock.
        spans.add(new Span(Math.min(submitted, begun), begun, ended));
    }

    /** From the first submission to the last end. */
    double wholeNanos() {
        long first = spans.stream().mapToLong(Span::submitted).min().orElseThrow();
        long last = spans.stream().mapToLong(Span::ended).max().orElseThrow();
        return last - first;
    }

    /** The longest time in one piece during which calls waited and fewer ran than there are workers. */
    double longestWaitBesideIdleWorker() {
        List<Change> changes = new ArrayList<>(3 * spans.size());
        for (Span span : spans) {
            changes.add(new Change(span.submitted(), 0, 1));
            changes.add(new Change(span.begun(), 1, -1));
            changes.add(new Change(span.ended(), -1, 0));
        }
        changes.sort(Comparator.comparingLong(Change::time));
        int running = 0;
        int waiting = 0;
        long since = 0;
        boolean idleBeside = false;
        long longest = 0;
        for (Change change : changes) {
            running += change.running();
            waiting += change.waiting();
            boolean now = waiting > 0 && running < workers;
            if (now && !idleBeside) {
                since = change.time();
            } else if (!now && idleBeside) {
                longest = Math.max(longest, change.time() - since);
            }
            idleBeside = now;
        }
        return longest;
    }
}
