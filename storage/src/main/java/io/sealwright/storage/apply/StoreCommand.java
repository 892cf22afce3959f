package io.sealwright.storage.apply;

import io.sealwright.storage.Key;
import io.sealwright.storage.WriteSet;
import java.util.List;

/** What one entry of the Raft log asks of the state machine: storage-level, data only. */
public sealed interface StoreCommand {
    /**
     * Write sets that share one entry; each has an outcome of its own and sees what those before it
     * wrote.
     */
    record Commit(List<Submission> submissions) implements StoreCommand {
        public Commit {
            submissions = List.copyOf(submissions);
        }
    }

    /** Raises the format that {@code apply} follows; lower or equal versions change nothing. */
    record SetFormat(int version) implements StoreCommand {}

    /** The first command of a new leader: its record fences the leader's duties. */
    record Epoch(String nodeId, long nonce) implements StoreCommand {}

    /**
     * Starts filling an empty generation beside the live one; what an unfinished restore left is
     * dropped.
     */
    record BeginGeneration(long restoreId) implements StoreCommand {}

    /**
     * Adds records to the generation that {@code restoreId} began; ignored once that is no longer
     * the newest restore.
     */
    record FillGeneration(long restoreId, List<Filled> records) implements StoreCommand {
        public FillGeneration {
            records = List.copyOf(records);
        }
    }

    /** Makes the filled generation the live one, carrying over what starts with a kept prefix. */
    record SwitchGeneration(long restoreId, List<Key> kept) implements StoreCommand {
        public SwitchGeneration {
            kept = List.copyOf(kept);
        }
    }

    /**
     * A write set with the outcome sequence its submitter had seen. It is applied only while
     * outcomes since then are still remembered, so that a late repeat can never be applied twice.
     */
    record Submission(WriteSet writeSet, long seenSequence) {}

    /** A record of a restored snapshot. */
    record Filled(Key key, byte[] value) {
        @Override
        public String toString() {
            return "Filled[" + key + ", " + value.length + " bytes]";
        }
    }
}
