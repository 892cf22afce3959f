package io.sealwright.server.lease;

import io.sealwright.server.namespace.HeldOutside;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** The leases of a namespace end before it goes. Thread-safe. */
@Component
final class NamespaceLeases implements HeldOutside {
    @Override
    public boolean left(Transaction transaction, int namespace, Instant now) {
        if (LeaseRecords.list(transaction, namespace, "", "", 1).isEmpty()) {
            return false;
        }
        LeaseRecords.endBelow(transaction, new LeaseRecords.Below(namespace, "", false), now);
        return true;
    }
}
