package dev.ringwork.process;

/** What the workers of a pool have done and cost, those that are gone included. */
record CrewTotals(
        int alive,
        long started,
        long lost,
        long calls,
        long bytesSent,
        long bytesReceived,
        long doorbellsSent,
        long doorbellsReceived,
        long lostWakeups) {
    /** With a worker's own counts added. */
    CrewTotals plus(WorkerHandle worker) {
        Channel.Traffic traffic = worker.channel().traffic();
        return new CrewTotals(
                alive,
                started,
                lost,
                calls + traffic.calls(),
                bytesSent + traffic.bytesSent(),
                bytesReceived + traffic.bytesReceived(),
                doorbellsSent + traffic.doorbellsSent(),
                doorbellsReceived + worker.doorbellsReceived(),
                lostWakeups);
    }

    /** With events of the crew added. */
    CrewTotals plus(int moreAlive, long moreStarted, long moreLost, long moreLostWakeups) {
        return new CrewTotals(
                alive + moreAlive,
                started + moreStarted,
                lost + moreLost,
                calls,
                bytesSent,
                bytesReceived,
                doorbellsSent,
                doorbellsReceived,
                lostWakeups + moreLostWakeups);
    }
}
