package dev.ringwork.process;

/** What the worker in C answers, computed here. */
final class PeerAnswers {
    private static final int STEP = 31;
    private static final int FLIP = 0x5a;

    private PeerAnswers() {}

    /** Stands for the function of a call. */
    static Object inC(Object argument) {
        throw new AssertionError("only a worker in C answers this: argument=" + argument);
    }

    /** The answer to an int. */
    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (STEP * i + length);
        }
        return bytes;
    }

    /** The answer to bytes, which are changed in place. */
    static byte[] flipped(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) FLIP;
        }
        return bytes;
    }
}
