package io.sealwright.storage.raft;

import io.sealwright.storage.transport.MemberNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;

/** Changes of the Raft group that this member, leading, asks of its own server. */
final class GroupChanges {
    private final RaftServer server;
    private final ClientId clientId;
    private final RaftPeerId selfId;
    private final RaftGroupId groupId;
    private final AtomicLong callIds;

    GroupChanges(
            RaftServer server,
            ClientId clientId,
            RaftPeerId selfId,
            RaftGroupId groupId,
            AtomicLong callIds) {
        this.server = server;
        this.clientId = clientId;
        this.selfId = selfId;
        this.groupId = groupId;
        this.callIds = callIds;
    }

    /** Sets voters and listeners if the configuration is still the one seen. */
    CompletableFuture<Void> set(RaftConfiguration seen, Set<String> voters, Set<String> listeners) {
        SetConfigurationRequest.Arguments arguments =
                SetConfigurationRequest.Arguments.newBuilder()
                        .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                        .setServersInCurrentConf(
                                new ArrayList<>(seen.getCurrentPeers(RaftPeerRole.FOLLOWER)))
                        .setListenersInCurrentConf(
                                new ArrayList<>(seen.getCurrentPeers(RaftPeerRole.LISTENER)))
                        .setServersInNewConf(peers(voters, RaftPeerRole.FOLLOWER))
                        .setListenersInNewConf(peers(listeners, RaftPeerRole.LISTENER))
                        .build();
        SetConfigurationRequest request =
                new SetConfigurationRequest(
                        clientId, selfId, groupId, callIds.incrementAndGet(), arguments);
        try {
            return server.setConfigurationAsync(request).thenCompose(GroupChanges::done);
        } catch (IOException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    CompletableFuture<Void> transfer(String peerId, long timeoutMillis) {
        TransferLeadershipRequest request =
                new TransferLeadershipRequest(
                        clientId,
                        selfId,
                        groupId,
                        callIds.incrementAndGet(),
                        RaftPeerId.valueOf(peerId),
                        timeoutMillis);
        try {
            return server.transferLeadershipAsync(request).thenCompose(GroupChanges::done);
        } catch (IOException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    /** A member as Ratis knows it: by a name that is looked up at each connection. */
    static RaftPeer peer(RaftGroupId group, String peerId, RaftPeerRole role) {
        return RaftPeer.newBuilder()
                .setId(peerId)
                .setAddress(MemberNames.of(group.getUuid(), peerId))
                .setStartupRole(role)
                .build();
    }

    private List<RaftPeer> peers(Collection<String> ids, RaftPeerRole role) {
        return ids.stream().map(id -> peer(groupId, id, role)).toList();
    }

    private static CompletableFuture<Void> done(RaftClientReply reply) {
        if (reply.isSuccess()) {
            return CompletableFuture.completedFuture(null);
        }
        Throwable cause = reply.getException();
        return CompletableFuture.failedFuture(
                cause == null ? new IOException("a reply without a reason") : cause);
    }
}
