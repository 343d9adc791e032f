package dev.ringwork;

/**
 * Counts of a pool at one moment. They are read without stopping anything, so they need not add up while work goes on;
 * once the pool is terminated {@code submitted = succeeded + failed + cancelled}. A chunk of a {@code map} is one task.
 *
 * @param maxWorkers most workers at a time
 * @param workers workers alive now
 * @param workersStarted workers started since the pool was made
 * @param workersLost workers that died without being told to, or before their last call was done
 * @param submitted tasks accepted
 * @param succeeded tasks that ended with a value, also when it can't be decoded here, and chunks of a {@code map}, also when items of
 *     theirs failed
 * @param failed tasks that ended with an exception
 * @param cancelled tasks that were cancelled
 * @param pending tasks accepted and not done
 * @param callsSent calls written into shared memory, 0 for threads
 * @param bytesSent bytes of call records, framing included, 0 for threads
 * @param bytesReceived bytes of result records, framing included, 0 for threads
 * @param doorbellsSent times that a parked worker had to be woken
 * @param doorbellsReceived times that a worker had to wake this process, 0 for threads
 * @param lostWakeups wake-ups found missing by a safety timeout; anything but 0 is a bug worth a report
 */
public record PoolStats(
        int maxWorkers,
        int workers,
        long workersStarted,
        long workersLost,
        long submitted,
        long succeeded,
        long failed,
        long cancelled,
        long pending,
        long callsSent,
        long bytesSent,
        long bytesReceived,
        long doorbellsSent,
        long doorbellsReceived,
        long lostWakeups) {}
