package io.sealwright.storage.raft;

import io.sealwright.storage.rocks.RocksState.Fingerprint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a member whose state is not what the others made of the same log, and stops it: the leader
 * compares the marks it is told with its own. Without a majority on one side it is only logged.
 */
final class Divergence {
    private static final Logger LOG = LoggerFactory.getLogger(Divergence.class);
    private static final long TIMEOUT_MILLIS = 2_000;

    private final Peers peers;
    private final StoreMachine machine;
    private final Consumer<Throwable> fatal;

    Divergence(Peers peers, StoreMachine machine, Consumer<Throwable> fatal) {
        this.peers = peers;
        this.machine = machine;
        this.fatal = fatal;
    }

    /** On the leader: looks at what its voters answered of late. */
    void compare(Map<String, Answer> answers, Set<String> voters) {
        for (Map.Entry<String, Answer> one : answers.entrySet()) {
            Fingerprint mark = one.getValue().mark();
            if (machine.state().differs(mark)) {
                LOG.error("the state of {} differs at index {}", one.getKey(), mark.index());
                judge(one.getKey(), mark, answers, voters);
            }
        }
    }

    private void judge(
            String peer, Fingerprint theirs, Map<String, Answer> answers, Set<String> voters) {
        List<String> withThem = new ArrayList<>();
        List<String> withUs = new ArrayList<>();
        withUs.add(peers.selfId());
        for (Map.Entry<String, Answer> one : answers.entrySet()) {
            Fingerprint mark = one.getValue().mark();
            if (voters.contains(one.getKey()) && mark.index() == theirs.index()) {
                (mark.hash() == theirs.hash() ? withThem : withUs).add(one.getKey());
            }
        }
        // Those with us have to agree with us, not only with each other.
        withUs.removeIf(other ->
                !other.equals(peers.selfId()) && !machine.state().agrees(markOf(other, answers)));
        if (withUs.size() > voters.size() / 2) {
            tell(peer, theirs.index());
        } else if (withThem.size() > voters.size() / 2) {
            stop(theirs);
        }
    }

    private static Fingerprint markOf(String peer, Map<String, Answer> answers) {
        Answer answer = answers.get(peer);
        return answer == null ? Answer.NO_MARK : answer.mark();
    }

    private void tell(String peer, long index) {
        Long own = machine.state().hashAt(index);
        if (own != null) {
            byte[] payload =
                    ByteBuffer.allocate(2 * Long.BYTES).putLong(index).putLong(own).array();
            peers.ask(peer, Questions.DIVERGED, payload, TIMEOUT_MILLIS);
        }
    }

    /** On a member: the majority has this mark. Whether this member differs from it. */
    boolean told(ByteBuffer payload) {
        Fingerprint majority = new Fingerprint(payload.getLong(), payload.getLong());
        boolean differs = machine.state().differs(majority);
        if (differs) {
            stop(majority);
        }
        return differs;
    }

    private void stop(Fingerprint majority) {
        fatal.accept(
                new IllegalStateException(
                        "this member's state differs from the majority's at index "
                                + majority.index()
                                + ": wipe its folder and let it join anew"));
    }
}
