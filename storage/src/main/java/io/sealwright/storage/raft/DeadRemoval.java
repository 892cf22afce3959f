package io.sealwright.storage.raft;

import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.MemberRecord.Role;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a dead member one that leaves. It lands only while this member leads and no voter's record
 * has changed: two removals decided at the same time must not add up to too few voters.
 */
final class DeadRemoval implements Consumer<MemberRecord> {
    private static final Logger LOG = LoggerFactory.getLogger(DeadRemoval.class);
    private static final int MOST_MEMBERS = 1_000;

    private final StoreMachine machine;
    private final Supplier<@Nullable Precondition> fence;
    private final BiFunction<List<Precondition>, Mutation, WriteSet> writeSet;
    private final Consumer<WriteSet> submit;

    DeadRemoval(
            StoreMachine machine,
            Supplier<@Nullable Precondition> fence,
            BiFunction<List<Precondition>, Mutation, WriteSet> writeSet,
            Consumer<WriteSet> submit) {
        this.machine = machine;
        this.fence = fence;
        this.writeSet = writeSet;
        this.submit = submit;
    }

    @Override
    public void accept(MemberRecord dead) {
        Precondition leading = fence.get();
        if (leading == null) {
            return;
        }
        List<Precondition> unchanged = new ArrayList<>();
        unchanged.add(leading);
        boolean found = false;
        try (View view = machine.view()) {
            for (KeyEntry entry : view.scan(MemberRecord.prefix(), null, MOST_MEMBERS)) {
                MemberRecord record = MemberRecord.decode(entry.entry().value());
                found |= record.equals(dead);
                if (record.role() == Role.VOTER || record.equals(dead)) {
                    unchanged.add(
                            new Precondition.AtRevision(entry.key(), entry.entry().revision()));
                }
            }
        }
        if (found) {
            LOG.warn("{} has been silent for too long: it is removed", dead.peerId());
            submit.accept(
                    writeSet.apply(
                            unchanged,
                            new Mutation.Put(dead.key(), dead.withRole(Role.LEAVING).encode())));
        }
    }
}
