package io.sealwright.storage.transport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;

/** Channels to the other members, made as they are needed. Thread-safe. */
public final class PeerChannels implements AutoCloseable {
    private final SslContext tls;
    private final UUID clusterId;
    private final Map<String, PeerChannel> peers = new HashMap<>();
    private boolean closed;

    public PeerChannels(MemberTransport transport, UUID clusterId) {
        this.tls = transport.clientContext();
        this.clusterId = clusterId;
    }

    /** Asks a member; fails with an {@link IOException} if it cannot be reached in time. */
    public CompletableFuture<PeerAnswer> ask(
            String peerId, byte kind, byte[] payload, long timeoutMillis) {
        PeerChannel channel;
        synchronized (peers) {
            if (closed) {
                return CompletableFuture.failedFuture(new IOException("the node is closing"));
            }
            channel =
                    peers.computeIfAbsent(
                            peerId, peer -> new PeerChannel(MemberNames.of(clusterId, peer), tls));
        }
        return channel.ask(kind, payload, timeoutMillis);
    }

    /** Closes the channels of those that are no longer members. */
    public void keep(Set<String> peerIds) {
        List<PeerChannel> gone = new ArrayList<>();
        synchronized (peers) {
            peers.forEach((peer, channel) -> {
                if (!peerIds.contains(peer)) {
                    gone.add(channel);
                }
            });
            peers.keySet().retainAll(peerIds);
        }
        gone.forEach(PeerChannel::close);
    }

    @Override
    public void close() {
        List<PeerChannel> all;
        synchronized (peers) {
            closed = true;
            all = List.copyOf(peers.values());
            peers.clear();
        }
        all.forEach(PeerChannel::close);
    }
}
