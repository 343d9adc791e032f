package dev.ringwork.bench.peer;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A stream socket; the caller listens before its peer starts. */
final class SocketEcho implements Echo {
    private final SocketChannel channel;
    private final ByteBuffer message = ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES);

    SocketEcho(Path directory, boolean caller) throws IOException {
        UnixDomainSocketAddress address = address(directory);
        if (caller) {
            throw new IllegalArgumentException("the caller accepts its peer: directory=" + directory);
        }
        channel = SocketChannel.open(address);
    }

    private SocketEcho(SocketChannel channel) {
        this.channel = channel;
    }

    static ServerSocketChannel listen(Path directory) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(address(directory));
        return server;
    }

    static SocketEcho accept(ServerSocketChannel server) throws IOException {
        try (server) {
            return new SocketEcho(server.accept());
        }
    }

    private static UnixDomainSocketAddress address(Path directory) {
        return UnixDomainSocketAddress.of(directory.resolve("socket"));
    }

    @Override
    public void send(long value) throws IOException {
        message.clear().putLong(0, value);
        while (message.hasRemaining()) {
            channel.write(message);
        }
    }

    @Override
    public long receive() throws IOException {
        message.clear();
        while (message.hasRemaining()) {
            if (channel.read(message) < 0) {
                throw new EOFException("the other side is there as long as it is asked");
            }
        }
        return message.getLong(0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
