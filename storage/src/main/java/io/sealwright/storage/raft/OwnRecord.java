package io.sealwright.storage.raft;

import io.sealwright.storage.Entry;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.transport.PeerAnswer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this member's record at the addresses it is configured with. A member that moved is not
 * found by its leader, and so knows none: then it asks the others to write the record for it.
 */
final class OwnRecord implements Runnable {
    static final long PERIOD_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(OwnRecord.class);
    private static final long TIMEOUT_MILLIS = 2_000;

    private final StoreConfig config;
    private final Peers peers;
    private final MemberBook book;
    private final StoreMachine machine;
    private final BiFunction<List<Precondition>, Mutation, WriteSet> writeSet;
    private final Consumer<WriteSet> submit;

    OwnRecord(
            StoreConfig config,
            Peers peers,
            MemberBook book,
            StoreMachine machine,
            BiFunction<List<Precondition>, Mutation, WriteSet> writeSet,
            Consumer<WriteSet> submit) {
        this.config = config;
        this.peers = peers;
        this.book = book;
        this.machine = machine;
        this.writeSet = writeSet;
        this.submit = submit;
    }

    @Override
    public void run() {
        try {
            MemberRecord known = book.member(peers.selfId());
            if (known != null) {
                MemberRecord wanted = known.at(config.clusterAddress(), config.apiAddress());
                if (!wanted.equals(known)) {
                    announce(wanted);
                }
            }
        } catch (RuntimeException failed) {
            LOG.debug("this member's record could not be updated", failed);
        }
    }

    private void announce(MemberRecord wanted) {
        if (peers.leader() != null) {
            write(wanted);
            return;
        }
        for (String peer : book.members().keySet()) {
            if (!peer.equals(peers.selfId())) {
                peers.ask(peer, Questions.ANNOUNCE, wanted.encode(), TIMEOUT_MILLIS);
            }
        }
    }

    /** Another member has moved, and cannot say so itself. */
    PeerAnswer announced(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        try {
            MemberRecord announced = MemberRecord.decode(bytes);
            book.moved(announced);
            write(announced);
            return PeerAnswer.of(PeerAnswer.OK);
        } catch (IllegalArgumentException malformed) {
            return PeerAnswer.of(PeerAnswer.NOT_DONE);
        }
    }

    /** Changes the addresses of a known member, and nothing else of it. */
    private void write(MemberRecord announced) {
        Entry entry;
        try (View view = machine.view()) {
            entry = view.get(announced.key());
        }
        if (entry == null) {
            return;
        }
        MemberRecord old = MemberRecord.decode(entry.value());
        MemberRecord next = old.at(announced.clusterAddress(), announced.apiAddress());
        if (Arrays.equals(old.certificate(), announced.certificate()) && !next.equals(old)) {
            LOG.info("{} is now at {}", next.peerId(), next.clusterAddress());
            submit.accept(
                    writeSet.apply(
                            List.of(new Precondition.AtRevision(next.key(), entry.revision())),
                            new Mutation.Put(next.key(), next.encode())));
        }
    }
}
