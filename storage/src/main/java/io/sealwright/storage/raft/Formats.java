package io.sealwright.storage.raft;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.codec.CommandCodec;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rolling upgrade of what {@code apply} does: each member announces the newest format that its
 * program follows, and the leader raises the state's once every member, also one that is joining or
 * leaving, follows it.
 */
final class Formats implements Runnable {
    static final long PERIOD_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Formats.class);
    private static final int MOST_MEMBERS = 1_000;

    private final Peers peers;
    private final StoreMachine machine;
    private final int newest;
    private final EntrySubmitter leading;
    private final BiFunction<List<Precondition>, Mutation, WriteSet> writeSet;
    private final Consumer<WriteSet> submit;

    /**
     * @param newest format that this program follows
     * @param leading submits to this member's own group, as its leader
     */
    Formats(
            Peers peers,
            StoreMachine machine,
            int newest,
            EntrySubmitter leading,
            BiFunction<List<Precondition>, Mutation, WriteSet> writeSet,
            Consumer<WriteSet> submit) {
        this.peers = peers;
        this.machine = machine;
        this.newest = newest;
        this.leading = leading;
        this.writeSet = writeSet;
        this.submit = submit;
    }

    @Override
    public void run() {
        if (peers.leader() == null) {
            return;
        }
        announce();
        if (peers.self().leads()) {
            raise();
        }
    }

    /** Only beside a record of this member: none must be left of one that was removed. */
    private void announce() {
        Key key = FormatRecord.key(peers.selfId());
        Entry member;
        int announced;
        try (View view = machine.view()) {
            member = view.get(MemberRecord.key(peers.selfId()));
            announced = announced(view, peers.selfId());
        }
        if (member != null && announced != newest) {
            submit.accept(
                    writeSet.apply(
                            List.of(
                                    new Precondition.AtRevision(
                                            MemberRecord.key(peers.selfId()), member.revision())),
                            new Mutation.Put(key, FormatRecord.encode(newest))));
        }
    }

    private void raise() {
        int common = newest;
        try (View view = machine.view()) {
            for (KeyEntry entry : view.scan(MemberRecord.prefix(), null, MOST_MEMBERS)) {
                String peer = MemberRecord.decode(entry.entry().value()).peerId();
                common = Math.min(common, announced(view, peer));
            }
        }
        int format = machine.state().format();
        if (common > format) {
            LOG.info(
                    "every member follows format {}: the state's is raised from {}",
                    common,
                    format);
            leading.submit(CommandCodec.encode(new StoreCommand.SetFormat(common)))
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            LOG.info("the format was not raised, it is tried again", failure);
                        }
                    });
        }
    }

    private static int announced(View view, String peer) {
        Entry entry = view.get(FormatRecord.key(peer));
        return entry == null ? FormatRecord.FIRST : FormatRecord.decode(entry.value());
    }
}
