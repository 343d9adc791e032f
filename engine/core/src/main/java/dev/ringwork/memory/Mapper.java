package dev.ringwork.memory;

import static java.lang.invoke.MethodType.methodType;

import dev.ringwork.base.Rethrow;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * Maps memory so that it can be unmapped at once, by whatever the running JDK offers without a flag or a warning.
 *
 * <p>From 22 on that is a shared arena, whose memory throws when it is used after its end. Before, it is the cleaner of
 * the mapped buffer: use after the end is a read of foreign memory or the death of the JVM. An image of such a JDK may
 * lack the module {@code jdk.unsupported}, which has that cleaner; there memory goes when it is garbage.
 */
final class Mapper {
    private static final int FIRST_JDK_WITH_ARENAS = 22; // 19 to 21 have them too, as a preview of other shape

    private static final Way WAY = way();

    private Mapper() {}

    private static Way way() {
        if (Runtime.version().feature() >= FIRST_JDK_WITH_ARENAS) {
            return new ByArena();
        }
        try {
            return new ByCleaner(Class.forName("sun.misc.Unsafe"));
        } catch (ClassNotFoundException e) {
            return new ByCollection(); // an image without jdk.unsupported
        }
    }

    /** Memory, and what ends it; {@code unmap} must run once only. */
    record Mapping(ByteBuffer memory, Runnable unmap) {}

    /** Maps the first {@code length} bytes of the file. The channel may be closed afterwards. */
    static Mapping map(FileChannel channel, MapMode mode, int length) throws IOException {
        return WAY.map(channel, mode, length);
    }

    private interface Way {
        Mapping map(FileChannel channel, MapMode mode, int length) throws IOException;
    }

    /** By handles, since the compiler only knows what Java 17 has. */
    private static final class ByArena implements Way {
        private final MethodHandle newArena;
        private final MethodHandle map;

        ByArena() {
            try {
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                Class<?> arena = Class.forName("java.lang.foreign.Arena");
                Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                MethodHandle mapSegment = lookup.findVirtual(
                        FileChannel.class, "map", methodType(segment, MapMode.class, long.class, long.class, arena));
                MethodHandle asByteBuffer = lookup.findVirtual(segment, "asByteBuffer", methodType(ByteBuffer.class));
                newArena =
                        lookup.findStatic(arena, "ofShared", methodType(arena)).asType(methodType(AutoCloseable.class));
                map = MethodHandles.filterReturnValue(mapSegment, asByteBuffer)
                        .asType(methodType(
                                ByteBuffer.class,
                                FileChannel.class,
                                MapMode.class,
                                long.class,
                                long.class,
                                AutoCloseable.class));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("arenas belong to every JDK from " + FIRST_JDK_WITH_ARENAS + " on", e);
            }
        }

        @Override
        public Mapping map(FileChannel channel, MapMode mode, int length) throws IOException {
            try {
                AutoCloseable arena = (AutoCloseable) newArena.invokeExact();
                try {
                    ByteBuffer memory = (ByteBuffer) map.invokeExact(channel, mode, 0L, (long) length, arena);
                    return new Mapping(memory, () -> close(arena));
                } catch (Throwable t) {
                    arena.close();
                    throw t;
                }
            } catch (Throwable t) {
                throw Rethrow.unchecked(t);
            }
        }

        private static void close(AutoCloseable arena) {
            try {
                arena.close();
            } catch (Exception e) {
                throw Rethrow.unchecked(e);
            }
        }
    }

    /** By reflection, since the compiler warns of Unsafe and can't be told not to. */
    private static final class ByCleaner implements Way {
        private final MethodHandle invokeCleaner;

        ByCleaner(Class<?> unsafe) {
            try {
                Field instance = unsafe.getDeclaredField("theUnsafe");
                instance.setAccessible(true);
                invokeCleaner = MethodHandles.publicLookup()
                        .findVirtual(unsafe, "invokeCleaner", methodType(void.class, ByteBuffer.class))
                        .bindTo(instance.get(null));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("Unsafe of every JDK before " + FIRST_JDK_WITH_ARENAS + " can clean buffers", e);
            }
        }

        @Override
        public Mapping map(FileChannel channel, MapMode mode, int length) throws IOException {
            ByteBuffer memory = channel.map(mode, 0, length);
            return new Mapping(memory, () -> clean(memory));
        }

        private void clean(ByteBuffer memory) {
            try {
                invokeCleaner.invokeExact(memory);
            } catch (Throwable t) {
                throw Rethrow.unchecked(t);
            }
        }
    }

    /** Nothing here may say that a mapping ends: the JVM does it, some time after the last reference to it is gone. */
    private static final class ByCollection implements Way {
        @Override
        public Mapping map(FileChannel channel, MapMode mode, int length) throws IOException {
            return new Mapping(channel.map(mode, 0, length), () -> {});
        }
    }
}
