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
    private final HashCost cost;
    private final StreamLimits limits;
    private final Part part;
    private @Nullable ObjectInputStream in;

    JavaReader(ValueCodec codec, ByteSource source) {
        this.codec = codec;
        this.cost = new HashCost(source.length());
        this.limits = new StreamLimits(codec.filter(), source.length(), cost);
        this.part = new Part(source.array());
    }

    /** From now on what is read may be hashed, and what was read before as well. */
    void beginHashing() throws InvalidObjectException {
        cost.beginHashing();
    }

    /** How many values a walk through one that was read meets, as far as that is known. */
    long sizeOf(@Nullable Object value) {
        return cost.sizeOf(value);
    }

    @Nullable
    Object read(int from, int length) throws IOException, ClassNotFoundException {
        part.set(from, length);
        try {
            if (in == null) {
                in = new Stream(part, codec, cost);
                in.setObjectInputFilter(limits);
            }
            Object value = in.readObject();
            if (part.available() != 0) {
                throw new StreamCorruptedException(
                        "a part of the Java stream holds one object: bytesLeft=" + part.available());
            }
            return value;
        } catch (InvalidClassException e) {
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
        private int position;
        private int end;

        Part(byte[] bytes) {
            this.bytes = bytes;
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
        public int read() {
            return position == end ? -1 : Byte.toUnsignedInt(bytes[position++]);
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
    private static final class Stream extends ObjectInputStream {
        private final ValueCodec codec;
        private final HashCost cost;

        Stream(InputStream in, ValueCodec codec, HashCost cost) throws IOException {
            super(in);
            this.codec = codec;
            this.cost = cost;
            enableResolveObject(true);
        }

        /** Sees each object once it is complete, before what holds it gets it and perhaps hashes it. */
        @Override
        protected Object resolveObject(Object complete) throws InvalidObjectException {
            cost.add(complete);
            return complete;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass descriptor)
                throws InvalidClassException, ClassNotFoundException {
            String name = descriptor.getName();
            Class<?> primitive = PRIMITIVES.get(name);
            return primitive != null ? primitive : ClassNames.load(name, codec.loader());
        }

        /** The JDK asks the filter for the interfaces when it has the class: too late for those that making it initializes. */
        @Override
        protected Class<?> resolveProxyClass(String[] interfaceNames)
                throws InvalidClassException, ClassNotFoundException {
            ProxyClasses.checkCount(interfaceNames.length);
            List<Class<?>> interfaces = new ArrayList<>();
            for (String name : interfaceNames) {
                Class<?> type = ClassNames.load(name, codec.loader());
                Filters.ask(codec.filter(), new Filters.Offer(type, -1, 1, 1, 0));
                interfaces.add(type);
            }
            return codec.proxies().of(interfaces);
        }
    }
}
