package io.sealwright.storage.raft;

import io.sealwright.storage.JoinTicket;
import io.sealwright.storage.transport.PeerAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member that knows no leader asks those it knows who else belongs to the cluster by now. */
final class Orphaned implements Runnable {
    static final long PERIOD_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Orphaned.class);
    private static final int PATIENCE = 2;
    private static final long TIMEOUT_MILLIS = 2_000;

    private final Peers peers;
    private final MemberBook book;
    private int rounds;

    Orphaned(Peers peers, MemberBook book) {
        this.peers = peers;
        this.book = book;
    }

    @Override
    public void run() {
        try {
            rounds = peers.leader() == null ? rounds + 1 : 0;
            if (rounds >= PATIENCE) {
                book.members().keySet().forEach(this::ask);
            }
        } catch (RuntimeException failed) {
            LOG.debug("asking for members failed", failed);
        }
    }

    private void ask(String peer) {
        if (peer.equals(peers.selfId())) {
            return;
        }
        peers.ask(peer, Questions.MEMBERS, new byte[0], TIMEOUT_MILLIS)
                .thenAccept(answer -> {
                    if (answer.status() == PeerAnswer.OK) {
                        byte[] ticket = new byte[answer.payload().remaining()];
                        answer.payload().get(ticket);
                        book.learn(JoinTicket.decode(ticket));
                    }
                });
    }
}
