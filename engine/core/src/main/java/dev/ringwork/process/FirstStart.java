package dev.ringwork.process;

import dev.ringwork.link.Handshake;
import dev.ringwork.link.Link;
import dev.ringwork.memory.MappedAtomicBuffer;
import dev.ringwork.memory.MappedFile;
import dev.ringwork.run.ErrorLog;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * Loads aside, while the first pool of this JVM is made, what the first process needs to be started: for the most part classes of the
 * JDK that no program has loaded before. Nothing depends on it; who comes first loads, the other finds it there.
 */
final class FirstStart implements Runnable {
    /** What starts processes and what waits for them. Named, since they are nobody's to use. */
    private static final List<String> INSIDE = List.of("java.lang.ProcessImpl", "java.lang.ProcessHandleImpl");

    private static final AtomicBoolean PREPARED = new AtomicBoolean();

    private FirstStart() {}

    /** Begins with it unless that was done. Returns at once. */
    static void prepareAside() {
        if (!PREPARED.compareAndSet(false, true)) {
            return;
        }
        try {
            Thread thread = new Thread(null, new FirstStart(), "ringwork first start", 0, false);
            thread.setDaemon(true);
            thread.start();
        } catch (OutOfMemoryError e) { // for want of threads: then the first worker comes a little later
            ErrorLog.debug("the first start of a process is not prepared", e);
        }
    }

    @Override
    public void run() {
        try {
            ParentDeath.alsoEnds(List.of());
            new ProcessBuilder().environment();
            for (String name : INSIDE) {
                Class.forName(name);
            }
            for (Class<?> own : own()) {
                MethodHandles.lookup().ensureInitialized(own);
            }
        } catch (Throwable t) { // whoever starts the first process meets the same, and says so
            ErrorLog.debug("the first start of a process is not prepared", t);
        }
    }

    /**
     * What of our own comes after that, until the worker has its first words; what these refer to comes along. A method, since
     * naming a class loads it.
     */
    private static List<Class<?>> own() {
        return List.of(
                StartArchive.class,
                UserCache.class,
                SafePlace.class,
                SpareDescriptors.class,
                KernelRandom.class,
                LinkFiles.class,
                LinkFile.class,
                MappedFile.class,
                MappedAtomicBuffer.class,
                ManyToOneRingBuffer.class,
                OneToOneRingBuffer.class,
                Link.class,
                ResultReader.class,
                Channel.class,
                WorkerHandle.class,
                Handshake.class);
    }
}
