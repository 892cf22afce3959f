package io.sealwright.storage.raft;

import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.rocks.RocksState;

/** What the state machine tells the node; called on Ratis' threads, must return at once. */
interface MachineEvents {
    /** After an entry was applied and published. */
    void applied(long index, Changes changes);

    /** The applied index moved without a change. */
    void advanced(long index);

    /** The state was opened, or replaced by an installed snapshot; its index may be far ahead. */
    void opened(RocksState state);

    /** Leadership of this member is established: it has applied an entry of its own term. */
    void leaderReady();

    /** Another member than before leads, or this one does. */
    void leaderChanged(String leader);

    void configurationChanged();

    /** A snapshot is complete; the log before it is dropped when Ratis asks for a snapshot next. */
    void snapshotCompleted();

    /** The node cannot go on. */
    void fatal(Throwable cause);

    /** Ratis closed the division; expected only while the node closes. */
    void shutDown();
}
