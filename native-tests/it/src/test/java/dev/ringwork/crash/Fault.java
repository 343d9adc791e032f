package dev.ringwork.crash;

import dev.ringwork.fault.Processes;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What may go wrong in foreign code. */
enum Fault {
    EXCEPTION {
        @Override
        void strike() {
            throw new IllegalStateException("asked for");
        }
    },
    ERROR {
        @Override
        void strike() {
            throw new AssertionError("asked for");
        }
    },
    STACK_OVERFLOW {
        @Override
        void strike() {
            HOARD.add(descend(1));
        }
    },
    OUT_OF_MEMORY {
        @Override
        void strike() {
            List<Object> all = new ArrayList<>();
            while (true) {
                all.add(new byte[CHUNK]);
            }
        }
    },
    EXIT {
        @Override
        void strike() {
            System.exit(0);
        }
    },
    HALT {
        @Override
        void strike() {
            Runtime.getRuntime().halt(HALT_CODE);
        }
    },
    SIGKILL {
        @Override
        void strike() {
            signal("KILL", ProcessHandle.current().pid());
        }
    },
    /** As native code ends its process, without a word from the JVM. */
    SIGABRT {
        @Override
        void strike() {
            signal("ABRT", ProcessHandle.current().pid());
        }
    },
    SIGSEGV {
        @Override
        void strike() {
            try {
                Class<?> type = Class.forName("sun.misc.Unsafe");
                Field instance = type.getDeclaredField("theUnsafe");
                instance.setAccessible(true);
                type.getMethod("putAddress", long.class, long.class).invoke(instance.get(null), 0L, 0L);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this JDK has no Unsafe to crash with", e);
            }
        }
    },
    UNDECODABLE {
        @Override
        void strike() {
            throw new Undecodable();
        }
    },
    /** Never returns, whatever interrupts it. */
    BLOCK {
        @Override
        void strike() {
            while (true) {
                LockSupport.park();
                Thread.interrupted();
            }
        }
    };

    static final int HALT_CODE = 3;
    private static final int CHUNK = 1 << 20;

    private static final List<Object> HOARD = new ArrayList<>();

    private static int descend(int depth) {
        return depth < 0 ? 0 : descend(depth + 1) + depth;
    }

    /** Happens in the process that calls this; doesn't return. */
    abstract void strike();

    /** Whether the process that it strikes is gone afterwards. */
    boolean isDeadly() {
        return this == EXIT || this == HALT || this == SIGKILL || this == SIGABRT || this == SIGSEGV;
    }

    /** Whether a call fails by it of its own accord. */
    boolean ends() {
        return this != BLOCK;
    }

    /** Strikes another process as nearly the same as can be done from outside. */
    void strike(long pid) {
        signal(
                switch (this) {
                    case SIGKILL -> "KILL";
                    case SIGABRT -> "ABRT";
                    case SIGSEGV -> "SEGV";
                    default -> "TERM";
                },
                pid);
    }

    private static void signal(String name, long pid) {
        try {
            new ProcessBuilder(Processes.kill(name, pid)).start().waitFor();
            if (pid == ProcessHandle.current().pid()) {
                throw new IllegalStateException("a process survived its own signal: name=" + name);
            }
        } catch (IOException e) {
            throw new IllegalStateException("no signal could be sent: name=" + name, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** An exception that can be sent but not received. */
    static final class Undecodable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undecodable() {
            super("asked for");
        }

        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("nobody rebuilds this");
        }
    }
}
