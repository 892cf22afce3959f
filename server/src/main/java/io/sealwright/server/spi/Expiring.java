package io.sealwright.server.spi;

import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.util.Optional;

/**
 * Says what an entry of the due index is the end of: one Spring bean for each kind of entry that
 * has an end to tell. Thread-safe.
 */
public interface Expiring {
    /** See {@link DueWork}. */
    byte kind();

    /**
     * Reads only.
     *
     * @return empty if the entry stands for other work, or for something that is gone or ends at
     *     another time by now
     */
    Optional<Ending> ending(Transaction transaction, DueEntry entry);
}
