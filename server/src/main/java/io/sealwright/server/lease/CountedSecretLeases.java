package io.sealwright.server.lease;

import io.sealwright.server.quotas.CountedLeases;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Transaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The leases of what engines made, to be counted again. Thread-safe. */
@Component
final class CountedSecretLeases implements CountedLeases {
    @Override
    public Optional<byte[]> recount(
            Transaction transaction, byte @Nullable [] after, int limit, Recount recount) {
        List<ItemEntry> links = LeaseRecords.allLinks(transaction, after, limit);
        for (ItemEntry link : links) {
            StoredLease lease = LeaseRecords.get(transaction, LeaseRecords.linked(link));
            if (lease != null) {
                recount(transaction, lease, recount);
            }
        }
        return links.size() < limit ? Optional.empty() : Optional.of(links.getLast().id());
    }

    private static void recount(Transaction transaction, StoredLease lease, Recount recount) {
        String quota = recount.quota(lease.place(), lease.quota());
        if (!quota.equals(lease.quota())) {
            LeaseRecords.put(transaction, lease.countedBy(quota));
        }
    }
}
