package io.sealwright.storage.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** Submits to the Raft server of this process, which must lead. */
final class LocalSubmitter implements EntrySubmitter {
    private final RaftServer server;
    private final ClientId clientId;
    private final RaftPeerId selfId;
    private final RaftGroupId groupId;
    private final AtomicLong callIds;

    LocalSubmitter(
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

    @Override
    public CompletableFuture<ByteBuffer> submit(byte[] command) {
        try {
            if (!server.getDivision(groupId).getInfo().isLeaderReady()) {
                return CompletableFuture.failedFuture(
                        new NotSubmitted("this member does not lead"));
            }
            return server.submitClientRequestAsync(request(command))
                    .thenApply(LocalSubmitter::answer);
        } catch (IOException failed) {
            // Thrown before or while appending: the entry may be in the log.
            return CompletableFuture.failedFuture(failed);
        }
    }

    private RaftClientRequest request(byte[] command) {
        return RaftClientRequest.newBuilder()
                .setClientId(clientId)
                .setServerId(selfId)
                .setGroupId(groupId)
                .setCallId(callIds.incrementAndGet())
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(command)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
    }

    /** Refusals before an append are told apart from failures that leave the outcome open. */
    static ByteBuffer answer(RaftClientReply reply) {
        if (reply.isSuccess()) {
            return reply.getMessage().getContent().asReadOnlyByteBuffer();
        }
        Throwable failure = reply.getException();
        if (failure instanceof LeaderNotReadyException
                || failure instanceof ResourceUnavailableException) {
            throw new CompletionException(new NotSubmitted("the leader is not ready", failure));
        }
        throw new CompletionException(
                failure == null ? new IOException("a reply without a reason") : failure);
    }
}
