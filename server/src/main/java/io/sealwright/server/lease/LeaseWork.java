package io.sealwright.server.lease;

import io.sealwright.rotation.Leading;
import io.sealwright.rotation.OutsideWork;
import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Ends leases whose time is over, and those of a token that ended or below a path, however many
 * they are. Thread-safe.
 */
@Component
final class LeaseWork implements OutsideWork {
    private static final int PAGE = 100;

    private final Revocation revocation;
    private final InstantSource clock;

    LeaseWork(Revocation revocation, InstantSource clock) {
        this.revocation = revocation;
        this.clock = clock;
    }

    @Override
    public byte kind() {
        return DueWork.LEASE;
    }

    @Override
    public Optional<Instant> run(DueEntry entry, Leading leading) throws InterruptedException {
        return switch (entry.id()[0]) {
            case LeaseRecords.LEASE ->
                    revocation.end(leading::transact, LeaseRecords.ref(entry.value()));
            case LeaseRecords.OF_TOKEN -> ofToken(entry.id(), leading);
            case LeaseRecords.BELOW -> below(LeaseRecords.below(entry.value()), leading);
            default ->
                    throw new IllegalStateException(
                            "lease work of an unknown kind in the due index");
        };
    }

    private Optional<Instant> ofToken(byte[] prefix, Leading leading) {
        byte @Nullable [] after = null;
        while (true) {
            byte @Nullable [] from = after;
            List<ItemEntry> page =
                    leading.read(transaction ->
                            LeaseRecords.linksOfToken(transaction, prefix, from, PAGE));
            if (page.isEmpty()) {
                return Optional.empty();
            }
            leading.transact(transaction -> {
                page.forEach(link -> endLinked(transaction, link));
                return page;
            });
            after = page.getLast().id();
        }
    }

    private void endLinked(Transaction transaction, ItemEntry link) {
        StoredLease lease = LeaseRecords.get(transaction, LeaseRecords.linked(link));
        if (lease == null) {
            LeaseRecords.unlink(transaction, link);
        } else {
            revocation.endSoon(transaction, lease, false, clock.instant());
        }
    }

    private Optional<Instant> below(LeaseRecords.Below below, Leading leading) {
        Walk walk = new Walk(below.namespace(), below.folder());
        while (true) {
            List<String> ids = leading.read(transaction -> walk.next(transaction, PAGE));
            if (ids.isEmpty()) {
                return Optional.empty();
            }
            leading.transact(transaction -> {
                ids.forEach(id -> endNamed(transaction, below, id));
                return ids;
            });
        }
    }

    private void endNamed(Transaction transaction, LeaseRecords.Below below, String id) {
        StoredLease lease =
                LeaseRecords.get(transaction, new LeaseRecords.Ref(below.namespace(), id));
        if (lease != null) {
            revocation.endSoon(transaction, lease, below.force(), clock.instant());
        }
    }
}
