package dev.ringwork.spi;

import java.io.IOException;

/**
 * How values of some types become bytes and come back, for those who bring a serializer of their own (Fory, Kryo, SBE)
 * to a process pool.
 *
 * <p>Codecs are found by {@link java.util.ServiceLoader}, in the coordinator and in each worker JVM, when a pool is made.
 * A codec therefore must be on the class path or module path of both, which is so unless the pool's launch options say
 * otherwise. A codec comes after the engine's own forms of null, boxed values, strings, arrays, the JDK's collections,
 * optionals, numbers and times, and before enums, records and Java serialization: those it can replace. Values inside
 * arrays, collections and records that the engine encodes are offered to it too; values inside what Java serialization
 * encodes aren't.
 *
 * <p><b>Threads.</b> One instance serves a pool: its methods are called by many threads at once, in the thread that
 * submits, in the thread that asks for a result, and in the worker's. They must not block for ever.
 *
 * <p><b>Errors.</b> Whatever {@link #encode} or {@link #decode} throws fails that one call, with what was thrown as the
 * cause. The bytes given to {@code decode} come from another process and may be damaged: a codec throws then, and
 * allocates nothing that their length doesn't justify. The pool's deserialization filter isn't applied to what a codec
 * decodes: a codec that reads class names decides itself which of them it trusts.
 */
public interface TaskCodec {
    /**
     * The number that stands for this codec in messages.
     *
     * <p>It is asked for once. Two codecs of one pool with the same number are refused when the pool is made.
     *
     * @return a number from 1 to 255, the same in every process
     */
    int id();

    /**
     * Tells whether this codec encodes the values of a class.
     *
     * <p>It is asked about once per class and pool, with the value's own class, never a superclass or interface of it;
     * the first codec, in the order of the {@link java.util.ServiceLoader}, that says yes is the one. It must neither
     * throw nor initialize the class.
     *
     * @param type the class of a value
     * @return whether to call {@link #encode} with its instances
     */
    boolean handles(Class<?> type);

    /**
     * Encodes a value.
     *
     * @param value an instance of a class that this codec {@linkplain #handles handles}, never null
     * @return its bytes, at most 2 GiB; the engine doesn't change them and doesn't keep them
     * @throws IOException if the value can't be encoded; its message should name what to do
     */
    byte[] encode(Object value) throws IOException;

    /**
     * Decodes what {@link #encode} made.
     *
     * @param bytes the bytes, which belong to the codec from now on
     * @param loader where to find classes that the bytes name
     * @return a new value, never null
     * @throws IOException if the bytes aren't what {@code encode} makes
     * @throws ClassNotFoundException if they name a class that {@code loader} doesn't know
     */
    Object decode(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException;
}
