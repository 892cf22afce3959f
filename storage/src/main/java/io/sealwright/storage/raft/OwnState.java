package io.sealwright.storage.raft;

import io.sealwright.storage.rocks.RocksState.Fingerprint;
import java.util.List;

/** What a member knows of itself, each value read at the moment it is asked for. */
interface OwnState {
    long term();

    /** It leads and has applied what was committed before it led. */
    boolean leaderReady();

    boolean serving();

    long applied();

    /** What it knows to be committed. */
    long committed();

    Fingerprint mark();

    Voters voters();

    record Voters(List<String> current, List<String> previous) {}

    /** This member's answer to a question about its state. */
    default Answer answer() {
        long term = term();
        if (leaderReady()) {
            // Followers may have applied, and shown to readers, what the leader has yet to apply.
            long index = Math.max(applied(), committed());
            Voters voters = voters();
            // Still the same leadership: index and configuration belong to this term.
            if (leaderReady() && term() == term) {
                return new Answer(
                        term, true, serving(), index, mark(), voters.current(), voters.previous());
            }
            term = term();
        }
        return new Answer(term, false, serving(), applied(), mark(), List.of(), List.of());
    }
}
