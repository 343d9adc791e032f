package dev.ringwork.fault;

import dev.ringwork.process.ProcessPool;

/** A way to end a pool. */
enum PoolEnd {
    SHUTDOWN {
        @Override
        void of(ProcessPool pool) {
            pool.shutdown();
        }
    },
    SHUTDOWN_AND_CANCEL {
        @Override
        void of(ProcessPool pool) {
            pool.shutdown(true);
        }
    },
    SHUTDOWN_NOW {
        @Override
        void of(ProcessPool pool) {
            pool.shutdownNow();
        }
    },
    TERMINATE_WORKERS {
        @Override
        void of(ProcessPool pool) {
            pool.terminateWorkers();
        }
    },
    KILL_WORKERS {
        @Override
        void of(ProcessPool pool) {
            pool.killWorkers();
        }
    };

    abstract void of(ProcessPool pool);

    /** Whether it cancels what has not begun. */
    boolean cancels() {
        return this != SHUTDOWN;
    }

    /** Whether it interrupts what runs. */
    boolean interrupts() {
        return this == SHUTDOWN_NOW;
    }

    /** Whether it fails what runs. */
    boolean breaks() {
        return this == TERMINATE_WORKERS || this == KILL_WORKERS;
    }

    /** What the failures that it causes say of their cause. */
    String words() {
        return this == TERMINATE_WORKERS ? "terminateWorkers() was called" : "killWorkers() was called";
    }
}
