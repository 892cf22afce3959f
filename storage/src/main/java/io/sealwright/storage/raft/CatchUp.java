package io.sealwright.storage.raft;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this member has what its leader has, but for entries that may be on their way. What a
 * member far behind takes for committed is behind, too: it has to ask.
 */
final class CatchUp implements Runnable {
    static final long PERIOD_MILLIS = 500;

    /** Entries that may be on their way: under load some always are. */
    static final long WITHIN = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

    private final Peers peers;
    private final StoreMachine machine;
    private volatile boolean caughtUp;

    CatchUp(Peers peers, StoreMachine machine) {
        this.peers = peers;
        this.machine = machine;
    }

    /** False until the leader was asked once. */
    boolean caughtUp() {
        return caughtUp;
    }

    @Override
    public void run() {
        if (peers.self().leads()) {
            caughtUp = true;
            return;
        }
        String leader = peers.leader();
        if (leader == null || leader.equals(peers.selfId())) {
            return; // What it knew holds; that there is no leader is told apart.
        }
        peers.ask(leader)
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        LOG.debug("the leader did not tell how far it is", failure);
                    } else if (answer.leads()) {
                        caughtUp = answer.index() - machine.state().index() <= WITHIN;
                    }
                });
    }
}
