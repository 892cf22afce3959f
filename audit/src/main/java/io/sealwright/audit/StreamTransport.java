package io.sealwright.audit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * TCP and UNIX stream sockets. A line is accepted once the kernel has taken it: what a receiver
 * that dies had not read is lost, which its next lines' numbers show.
 */
final class StreamTransport implements LineTransport {

    private final AuditEndpoint endpoint;
    private final NetworkTimeouts timeouts;
    private final LineFraming framing;
    private final ByteBuffer incoming = ByteBuffer.allocate(4096);
    private @Nullable Connection connection;

    private record Connection(SocketChannel channel, Selector selector, SelectionKey key) {}

    StreamTransport(AuditEndpoint endpoint, NetworkTimeouts timeouts, LineFraming framing) {
        this.endpoint = endpoint;
        this.timeouts = timeouts;
        this.framing = framing;
    }

    @Override
    public void open() throws IOException {
        close();
        IOException last = null;
        for (SocketAddress address : addresses()) {
            try {
                connection = connect(address);
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("cannot connect" + (last == null ? "" : ": " + last.getMessage()));
    }

    private List<SocketAddress> addresses() throws IOException {
        return switch (endpoint) {
            case AuditEndpoint.Tcp(String host, int port) -> {
                List<SocketAddress> found = new ArrayList<>();
                for (InetAddress address : Receiver.addresses(host)) {
                    found.add(new InetSocketAddress(address, port));
                }
                yield found;
            }
            case AuditEndpoint.UnixStream(var path) -> List.of(UnixDomainSocketAddress.of(path));
            case AuditEndpoint.Udp _, AuditEndpoint.UnixDatagram _ ->
                    throw new IOException("not a stream");
        };
    }

    private Connection connect(SocketAddress address) throws IOException {
        SocketChannel channel =
                address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
        try {
            if (address instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            try {
                SelectionKey key = channel.register(selector, 0);
                if (!channel.connect(address)) {
                    ready(selector, key, SelectionKey.OP_CONNECT, deadline(timeouts.connect()));
                    channel.finishConnect();
                }
                return new Connection(channel, selector, key);
            } catch (IOException | RuntimeException e) {
                selector.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** After a failure once more on a new connection: the receiver may only have restarted. */
    @Override
    public void send(List<byte[]> lines) throws IOException {
        byte[] bytes = framed(lines);
        Connection now = connection;
        if (now != null && !endedByPeer(now)) {
            try {
                write(now, bytes);
                return;
            } catch (SocketTimeoutException e) {
                close();
                throw e;
            } catch (IOException e) {
                close();
            }
        }
        open();
        try {
            write(connected(), bytes);
        } catch (IOException e) {
            close();
            throw new IOException("cannot write: " + e.getMessage());
        }
    }

    private Connection connected() throws IOException {
        Connection now = connection;
        if (now == null) {
            throw new IOException("not connected");
        }
        return now;
    }

    private byte[] framed(List<byte[]> lines) {
        List<byte[]> frames = new ArrayList<>(lines.size());
        int length = 0;
        for (byte[] line : lines) {
            byte[] frame = framing.frame(line);
            frames.add(frame);
            length = Math.addExact(length, frame.length);
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        frames.forEach(all::put);
        return all.array();
    }

    /** A receiver that closed its end gets nothing more, though a first write would succeed. */
    private boolean endedByPeer(Connection now) {
        try {
            incoming.clear();
            return now.channel().read(incoming) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private void write(Connection now, byte[] bytes) throws IOException {
        long deadline = deadline(timeouts.write());
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (now.channel().write(buffer) == 0) {
                ready(now.selector(), now.key(), SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    private void ready(Selector selector, SelectionKey key, int operation, long deadline)
            throws IOException {
        key.interestOps(operation);
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted");
        }
        if (millis <= 0 || selector.select(millis) == 0) {
            throw new SocketTimeoutException("the receiver takes nothing in time");
        }
        selector.selectedKeys().clear();
    }

    private static long deadline(Duration wait) {
        return System.nanoTime() + wait.toNanos();
    }

    @Override
    public void close() {
        Connection old = connection;
        connection = null;
        if (old != null) {
            try (SocketChannel _ = old.channel();
                    Selector _ = old.selector()) {
                incoming.clear();
            } catch (IOException e) {
                // It is given up either way.
            }
        }
    }
}
