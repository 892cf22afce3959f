package io.sealwright.rotation;

import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;

/** Does what one kind of due entry stands for. Thread-safe. */
public interface DueHandler {
    /** The kind of entries it takes; no two handlers share one. */
    byte kind();

    /**
     * Runs inside a transaction that carries the leader's fence and deletes the entry. May run
     * again after a conflict, or for an entry that a request has replaced meanwhile: it looks at
     * what the entry is about before it acts. An exception leaves the entry for later.
     */
    void due(Transaction transaction, DueEntry entry);
}
