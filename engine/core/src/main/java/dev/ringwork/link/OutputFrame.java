package dev.ringwork.link;

/**
 * What a task writes to {@code System.out} and {@code System.err} travels over the worker's stderr pipe in frames, so that
 * it can be told from what native code writes there, and the call from the next:
 *
 * <pre>
 *   0      1                  8          16       17         19
 *   +------+------------------+----------+--------+----------+---------
 *   | 0x01 | 7 bytes >= 0x80  |  call id | stream |  length  |  bytes …
 *   +------+------------------+----------+--------+----------+---------
 *    the mark, random           0: none    1 or 2
 * </pre>
 *
 * Numbers are big-endian. A frame is written at once and no longer than what POSIX lets a pipe take whole, so nothing comes
 * between its bytes. Output that contains the mark by chance, or on purpose, can only spoil tags.
 */
public final class OutputFrame {
    /** Bytes of the mark. */
    public static final int MARK_LENGTH = 8;
    /** Where the call id stands. */
    public static final int CALL_OFFSET = MARK_LENGTH;
    /** Where the stream stands. */
    public static final int STREAM_OFFSET = CALL_OFFSET + Long.BYTES;
    /** Where the number of bytes that follow stands. */
    public static final int LENGTH_OFFSET = STREAM_OFFSET + Byte.BYTES;
    /** Bytes before the content. */
    public static final int HEADER_LENGTH = LENGTH_OFFSET + Short.BYTES;

    /** PIPE_BUF of Linux. */
    public static final int MOST_LENGTH = 4096;

    /** The stream number of {@code System.out}. */
    public static final byte OUT = 1;
    /** The stream number of {@code System.err}. */
    public static final byte ERR = 2;

    private static final byte FIRST = 0x01;

    private OutputFrame() {}

    /**
     * The mark of a worker. Its first byte doesn't occur again in it, so whoever looks for it need not go back.
     *
     * @param epoch the worker's random number
     */
    public static byte[] mark(long epoch) {
        byte[] mark = new byte[MARK_LENGTH];
        mark[0] = FIRST;
        for (int i = 1; i < MARK_LENGTH; i++) {
            mark[i] = (byte) (epoch >>> i * Byte.SIZE | 0x80);
        }
        return mark;
    }
}
