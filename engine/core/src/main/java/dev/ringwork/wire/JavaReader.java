package dev.ringwork.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reading end of {@link JavaWriter}: under the pool's filter and {@link StreamLimits}, always. */
final class JavaReader {
    private static final Map<String, Class<?>> PRIMITIVES = Map.of(
            "boolean", boolean.class,
            "byte", byte.class,
            "short", short.class,
            "char", char.class,
            "int", int.class,
            "long", long.class,
            "float", float.class,
            "double", double.class,
            "void", void.class);

    private final ValueCodec codec;
    private final StreamFollower follower;
    private final StreamLimits limits;
    private final Part part;
    private @Nullable ObjectInputStream in;
    private @Nullable ClassNotFoundException missing;

    JavaReader(ValueCodec codec, ByteSource source) {
        this.codec = codec;
        this.follower = new StreamFollower(new HashCost(source.length()));
        this.limits = new StreamLimits(codec.filter(), source.length(), follower);
        this.part = new Part(source.array(), follower);
    }

    /** How many values a walk through the last part meets, as far as that is known. */
    long size() {
        return follower.size();
    }

    @Nullable
    Object read(int from, int length) throws IOException, ClassNotFoundException {
        part.set(from, length);
        try {
            if (in == null) {
                in = new Stream(part);
                in.setObjectInputFilter(limits);
            }
            Object value = in.readObject();
            if (part.available() != 0) {
                throw new StreamCorruptedException(
                        "a part of the Java stream holds one object: bytesLeft=" + part.available());
            }
            return value;
        } catch (InvalidClassException e) {
            if (missing != null) {
                throw missing;
            }
            throw limits.explain(e);
        } catch (RuntimeException
                | LinkageError
                | StackOverflowError
                | InternalError e) { // the last is the JDK's word, too
            InvalidObjectException failure =
                    new InvalidObjectException("an object can be rebuilt from its Java stream: bytes=" + length
                            + " cause=" + e.getClass().getName());
            failure.initCause(e);
            throw failure;
        }
    }

    /** The current part of the stream. */
    private static final class Part extends InputStream {
        private final byte[] bytes;
        private final StreamFollower follower;
        private int position;
        private int end;

        Part(byte[] bytes, StreamFollower follower) {
            this.bytes = bytes;
            this.follower = follower;
        }

        void set(int from, int length) {
            position = from;
            end = from + length;
        }

        @Override
        public int available() {
            return end - position;
        }

        @Override
        public int read() throws InvalidObjectException {
            if (position == end) {
                return -1;
            }
            follower.taken(bytes, position, end);
            return Byte.toUnsignedInt(bytes[position++]);
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (position == end) {
                return -1;
            }
            int count = Math.min(length, end - position);
            System.arraycopy(bytes, position, target, offset, count);
            position += count;
            return count;
        }
    }

    /** A stream whose classes come from the pool's loader. */
    private final class Stream extends ObjectInputStream {
        Stream(InputStream in) throws IOException {
            super(in);
            enableResolveObject(true);
        }

        /** Sees each object once it is complete, before what holds it gets it and perhaps hashes it. */
        @Override
        protected @Nullable Object resolveObject(@Nullable Object complete) throws InvalidObjectException {
            follower.completed();
            return complete;
        }

        @Override
        protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
            follower.beginDescription();
            ObjectStreamClass description = null;
            try {
                description = super.readClassDescriptor();
                return description;
            } finally {
                follower.endDescription(description);
            }
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass descriptor)
                throws InvalidClassException, ClassNotFoundException {
            String name = descriptor.getName();
            Class<?> primitive = PRIMITIVES.get(name);
            try {
                return found(primitive != null ? primitive : ClassNames.load(name, codec.loader()));
            } catch (ClassNotFoundException e) {
                throw notFound(name, e);
            }
        }

        /** The JDK asks the filter for the interfaces when it has the class: too late for those that making it initializes. */
        @Override
        protected Class<?> resolveProxyClass(String[] interfaceNames)
                throws InvalidClassException, ClassNotFoundException {
            ProxyClasses.checkCount(interfaceNames.length);
            List<Class<?>> interfaces = new ArrayList<>();
            try {
                for (String name : interfaceNames) {
                    Class<?> type = ClassNames.load(name, codec.loader());
                    Filters.ask(codec.filter(), new Filters.Offer(type, -1, 1, 1, 0));
                    interfaces.add(type);
                }
                return found(codec.proxies().of(interfaces));
            } catch (ClassNotFoundException e) {
                throw notFound("proxy", e);
            }
        }

        private Class<?> found(Class<?> type) {
            follower.resolved(type);
            return type;
        }

        private ClassNotFoundException notFound(String name, ClassNotFoundException failure)
                throws InvalidClassException {
            missing = failure;
            if (!follower.unresolved()) {
                throw new InvalidClassException(
                        name, "all classes are found where something is hashed"); // which ends the reading
            }
            return failure;
        }
    }
}
