package io.sealwright.storage.raft;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.View;
import io.sealwright.storage.apply.Applier;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.codec.CommandCodec;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ratis.server.DivisionInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record that fences a leader's duties: written once when this member has begun to lead,
 * overwritten by the next leader, so that no write of a deposed leader passes a precondition on it.
 */
final class LeaderEpoch {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderEpoch.class);
    private static final long RETRY_MILLIS = 100;

    private final String nodeId;
    private final EntrySubmitter submitter;
    private final StoreMachine machine;
    private final Supplier<DivisionInfo> info;
    private final ScheduledExecutorService background;
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable Held held;

    private record Held(long term, Precondition fence) {}

    LeaderEpoch(
            String nodeId,
            EntrySubmitter submitter,
            StoreMachine machine,
            Supplier<DivisionInfo> info,
            ScheduledExecutorService background) {
        this.nodeId = nodeId;
        this.submitter = submitter;
        this.machine = machine;
        this.info = info;
        this.background = background;
    }

    @Nullable Precondition fence() {
        Held now = held;
        DivisionInfo leading = info.get();
        if (now == null || !leading.isLeaderReady() || leading.getCurrentTerm() != now.term()) {
            return null;
        }
        return now.fence();
    }

    /** This member has begun to lead. */
    void begin() {
        held = null;
        write();
    }

    private void write() {
        DivisionInfo leading = info.get();
        if (!leading.isLeaderReady()) {
            return;
        }
        long term = leading.getCurrentTerm();
        long nonce = random.nextLong();
        submitter
                .submit(CommandCodec.encode(new StoreCommand.Epoch(nodeId, nonce)))
                .whenComplete((answer, failure) -> written(term, nonce, failure));
    }

    private void written(long term, long nonce, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.debug("the epoch record was not written, trying again", failure);
            if (!background.isShutdown()) {
                background.schedule(this::write, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
            return;
        }
        try (View view = machine.state().view()) {
            Entry entry = view.get(Applier.EPOCH);
            // Another leader may have come since.
            if (entry != null && ByteBuffer.wrap(entry.value()).getLong(1) == nonce) {
                held = new Held(term, new Precondition.AtRevision(Applier.EPOCH, entry.revision()));
            }
        }
    }
}
