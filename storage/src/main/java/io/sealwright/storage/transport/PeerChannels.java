package io.sealwright.storage.transport;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;

/** Channels to the other members, made as they are needed. Thread-safe. */
public final class PeerChannels implements AutoCloseable {
    private final SslContext tls;
    private final Map<String, Reached> peers = new HashMap<>();
    private boolean closed;

    private record Reached(String address, PeerChannel channel) {}

    public PeerChannels(MemberTransport transport) {
        this.tls = transport.clientContext();
    }

    /**
     * Asks the member at this address; fails with an {@link IOException} if it cannot be reached in
     * time.
     */
    public CompletableFuture<PeerAnswer> ask(
            String peerId, String address, byte kind, byte[] payload, long timeoutMillis) {
        try {
            return channel(peerId, address).ask(kind, payload, timeoutMillis);
        } catch (IOException closing) {
            return CompletableFuture.failedFuture(closing);
        }
    }

    /** Closes the channels of those that are no longer members. */
    public void keep(java.util.Set<String> peerIds) {
        Map<String, Reached> gone = new HashMap<>();
        synchronized (peers) {
            peers.forEach((peer, reached) -> {
                if (!peerIds.contains(peer)) {
                    gone.put(peer, reached);
                }
            });
            peers.keySet().removeAll(gone.keySet());
        }
        gone.values().forEach(reached -> reached.channel().close());
    }

    private PeerChannel channel(String peerId, String address) throws IOException {
        PeerChannel stale = null;
        PeerChannel channel;
        synchronized (peers) {
            if (closed) {
                throw new IOException("the node is closing");
            }
            Reached known = peers.get(peerId);
            if (known != null && known.address().equals(address)) {
                return known.channel();
            }
            if (known != null) {
                stale = known.channel();
            }
            channel = new PeerChannel(address, tls);
            peers.put(peerId, new Reached(address, channel));
        }
        if (stale != null) {
            stale.close();
        }
        return channel;
    }

    @Override
    public void close() {
        Map<String, Reached> all;
        synchronized (peers) {
            closed = true;
            all = new HashMap<>(peers);
            peers.clear();
        }
        all.values().forEach(reached -> reached.channel().close());
    }
}
