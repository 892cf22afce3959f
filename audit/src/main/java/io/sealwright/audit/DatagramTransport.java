package io.sealwright.audit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One datagram a line, over UDP or to a UNIX socket. Best effort: nobody hears of its arrival. */
final class DatagramTransport implements LineTransport {

    /** What UDP over IPv4 can carry. */
    private static final int MAX_DATAGRAM = 65_507;

    /** More than any framing adds. */
    private static final int FRAME = 512;

    private final AuditEndpoint endpoint;
    private final NetworkTimeouts timeouts;
    private final LineFraming framing;
    private @Nullable Out out;

    /** An open socket. */
    private interface Out {
        void send(byte[] datagram) throws IOException;

        void close() throws IOException;
    }

    DatagramTransport(AuditEndpoint endpoint, NetworkTimeouts timeouts, LineFraming framing) {
        this.endpoint = endpoint;
        this.timeouts = timeouts;
        this.framing = framing;
    }

    @Override
    public int maxLineBytes() {
        return MAX_DATAGRAM - FRAME;
    }

    @Override
    public void open() throws IOException {
        close();
        out =
                switch (endpoint) {
                    case AuditEndpoint.Udp(String host, int port) ->
                            new UdpOut(new InetSocketAddress(Receiver.addresses(host)[0], port));
                    case AuditEndpoint.UnixDatagram(var path) ->
                            new UnixOut(UnixDatagramSocket.connect(path, timeouts.write()));
                    case AuditEndpoint.Tcp _, AuditEndpoint.UnixStream _ ->
                            throw new IOException("not a datagram socket");
                };
    }

    /** After a failure once more on a new socket: the receiver may only have restarted. */
    @Override
    public void send(List<byte[]> lines) throws IOException {
        for (byte[] line : lines) {
            byte[] datagram = framing.frame(line);
            try {
                opened().send(datagram);
            } catch (IOException e) {
                open();
                opened().send(datagram);
            }
        }
    }

    private Out opened() throws IOException {
        Out now = out;
        if (now == null) {
            throw new IOException("the socket is not open");
        }
        return now;
    }

    @Override
    public void close() {
        Out old = out;
        out = null;
        if (old != null) {
            try {
                old.close();
            } catch (IOException e) {
                // It is given up either way.
            }
        }
    }

    /** Not connected, so that a refusal that comes back does not look like a failure to send. */
    private record UdpOut(DatagramChannel channel, InetSocketAddress address) implements Out {
        UdpOut(InetSocketAddress address) throws IOException {
            this(DatagramChannel.open(), address);
        }

        @Override
        public void send(byte[] datagram) throws IOException {
            channel.send(ByteBuffer.wrap(datagram), address);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record UnixOut(UnixDatagramSocket socket) implements Out {
        @Override
        public void send(byte[] datagram) throws IOException {
            socket.send(datagram);
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
