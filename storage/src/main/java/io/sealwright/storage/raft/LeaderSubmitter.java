package io.sealwright.storage.raft;

import io.sealwright.storage.transport.PeerAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Submits to the leader, wherever it is. */
final class LeaderSubmitter implements EntrySubmitter {
    private static final long TIMEOUT_MILLIS = 5_000;

    private final LocalSubmitter local;
    private final Peers peers;

    LeaderSubmitter(LocalSubmitter local, Peers peers) {
        this.local = local;
        this.peers = peers;
    }

    @Override
    public CompletableFuture<ByteBuffer> submit(byte[] command) {
        String leader = peers.leader();
        if (leader == null) {
            return CompletableFuture.failedFuture(new NotSubmitted("no leader is known"));
        }
        if (leader.equals(peers.selfId())) {
            return local.submit(command);
        }
        return peers.commit(leader, command, TIMEOUT_MILLIS)
                .thenApply(answer ->
                        switch (answer.status()) {
                            case PeerAnswer.OK -> answer.payload();
                            case PeerAnswer.NOT_DONE ->
                                    throw new CompletionException(
                                            new NotSubmitted("the leader refused"));
                            default ->
                                    throw new CompletionException(
                                            new IOException("the leader failed"));
                        });
    }
}
