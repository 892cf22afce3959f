package io.sealwright.server.lease;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Ending;
import io.sealwright.server.spi.Expiring;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Leases that were issued and end with their time. Thread-safe. */
@Component
final class LeaseEndings implements Expiring {
    @Override
    public byte kind() {
        return DueWork.LEASE;
    }

    @Override
    public Optional<Ending> ending(Transaction transaction, DueEntry entry) {
        if (entry.id()[0] != LeaseRecords.LEASE) {
            return Optional.empty();
        }
        return LeaseRecords.find(transaction, LeaseRecords.ref(entry.value()))
                .filter(lease -> lease.state() == StoredLease.State.ISSUED)
                .filter(lease -> lease.expiry().equals(entry.at()))
                .map(lease ->
                        new Ending(
                                "lease", lease.namespace(), null, lease.id(), "", 0, entry.at()));
    }
}
