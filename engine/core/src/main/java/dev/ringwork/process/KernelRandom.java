package dev.ringwork.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Numbers that nobody can foresee, from the kernel. {@code SecureRandom} has its from there, too, by way of a hundred classes, which
 * the first worker of a program would wait for.
 */
final class KernelRandom {
    private static final Path SOURCE = Path.of("/dev/urandom");

    private KernelRandom() {}

    static long nextLong() {
        try (InputStream source = Files.newInputStream(SOURCE)) {
            byte[] bytes = source.readNBytes(Long.BYTES);
            if (bytes.length < Long.BYTES) {
                throw new IOException("a random device has no end: path=" + SOURCE + " bytes=" + bytes.length);
            }
            return ByteBuffer.wrap(bytes).getLong();
        } catch (IOException e) {
            throw new UncheckedIOException("names of link files are random: path=" + SOURCE + "; make it readable", e);
        }
    }
}
