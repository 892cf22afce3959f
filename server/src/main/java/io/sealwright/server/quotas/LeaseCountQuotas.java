package io.sealwright.server.quotas;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ClassCache;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The stored limits of lease counts, those of all namespaces in the root's. A guard beside them is
 * rewritten by every change after which leases are counted by another one than before: whoever
 * makes a lease depends on it. Thread-safe.
 */
@Component
final class LeaseCountQuotas {
    /** All of them are read as a whole. */
    static final int MAX = 1_000;

    // Later than any clock of the cluster may be behind another, or the scheduler could have passed
    // the place already.
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final String FOLDER = "lease-count/";
    private static final byte[] GUARD = {0};
    private static final byte[] DUE_ID = {1};
    private static final RecordCodec<LeaseCountQuota> CODEC = RecordCodec.of(LeaseCountQuota.class);
    private static final RecordCodec<Guard> GUARD_CODEC = RecordCodec.of(Guard.class);

    /**
     * @param generation raised by every change
     * @param due epoch milliseconds of the entry of the due index, while leases are still to be
     *     counted; 0 = all are
     */
    private record Guard(long generation, long due) {}

    private final ClassCache<LeaseCountTable> cache;

    LeaseCountQuotas(Barrier barrier) {
        cache = barrier.classCache(ControlClass.QUOTAS, (transaction, _) -> load(transaction));
    }

    /** As of the transaction's view and own writes; made once for each change. */
    LeaseCountTable table(Transaction transaction) {
        return cache.get(transaction);
    }

    private static LeaseCountTable load(Transaction transaction) {
        Records records = records(transaction);
        return new LeaseCountTable(
                names(transaction, "", MAX).stream()
                        .map(name -> records.peek(FOLDER + name, CODEC))
                        .filter(Objects::nonNull)
                        .map(Decoded::value)
                        .toList());
    }

    static List<String> names(Transaction transaction, String after, int limit) {
        return records(transaction).list(FOLDER, after, limit);
    }

    @Nullable LeaseCountQuota find(Transaction transaction, String name) {
        Decoded<LeaseCountQuota> found = records(transaction).get(FOLDER + name, CODEC);
        return found == null ? null : found.value();
    }

    /** Makes the commit depend on no change of what counts which lease. */
    void dependOn(Transaction transaction) {
        guarded(transaction);
    }

    /** Of the last change. As {@link #dependOn}. */
    long generation(Transaction transaction) {
        return guarded(transaction).generation;
    }

    /** Whether leases are still to be counted. As {@link #dependOn}. */
    boolean pending(Transaction transaction) {
        return guarded(transaction).due > 0;
    }

    private static Guard guarded(Transaction transaction) {
        Decoded<Guard> found = counts(transaction).get(GUARD, GUARD_CODEC);
        return found == null ? new Guard(0, 0) : found.value();
    }

    /**
     * Adds a limit, or puts it in place of the one of its name.
     *
     * @return whether leases have to be counted now
     * @throws RequestFailure if another one is for the same leases, or there are too many
     */
    boolean put(Transaction transaction, LeaseCountQuota quota, Instant now) {
        dependOn(transaction);
        requireOnlyOne(transaction, quota);
        LeaseCountQuota older = find(transaction, quota.name());
        LeaseCountQuota stored = older == null ? quota : quota.inPlaceOf(older);
        records(transaction).put(FOLDER + quota.name(), CODEC.encode(stored));
        if (older == null) {
            LeaseCounters.start(transaction, stored);
        } else {
            LeaseCounters.change(transaction, stored.id(), stored.maxLeases() - older.maxLeases());
        }
        if (!stored.counted()) {
            countSoon(transaction, now);
        }
        return !stored.counted();
    }

    private void requireOnlyOne(Transaction transaction, LeaseCountQuota quota) {
        List<String> names = names(transaction, "", MAX);
        for (String name : names) {
            LeaseCountQuota other = find(transaction, name);
            if (other != null && !name.equals(quota.name()) && other.sameLeases(quota)) {
                throw RequestFailure.invalid(
                        "quota rule with similar properties exists under the name \""
                                + name
                                + "\"");
            }
        }
        if (names.size() >= MAX && !names.contains(quota.name())) {
            throw RequestFailure.invalid(
                    "there are " + MAX + " lease count quotas already: delete some of them first");
        }
    }

    /**
     * @return whether leases have to be counted now, by others
     */
    boolean delete(Transaction transaction, String name, Instant now) {
        LeaseCountQuota found = find(transaction, name);
        if (found == null) {
            return false;
        }
        records(transaction).delete(FOLDER + name);
        LeaseCounters.delete(transaction, found.id());
        countSoon(transaction, now);
        return !table(transaction).isEmpty();
    }

    private void countSoon(Transaction transaction, Instant now) {
        Guard guard = guarded(transaction);
        long due = guard.due > 0 ? guard.due : now.plus(LATER).toEpochMilli();
        if (guard.due == 0) {
            transaction.putDue(
                    Instant.ofEpochMilli(due),
                    DueWork.LEASE_COUNT,
                    Keys.ROOT_NAMESPACE,
                    DUE_ID,
                    DUE_ID);
        }
        put(transaction, new Guard(guard.generation + 1, due));
    }

    /** All leases have been looked at since the last change. */
    void finish(Transaction transaction) {
        Guard guard = guarded(transaction);
        for (String name : names(transaction, "", MAX)) {
            LeaseCountQuota quota = find(transaction, name);
            if (quota != null && !quota.counted()) {
                records(transaction).put(FOLDER + name, CODEC.encode(quota.asCounted()));
            }
        }
        transaction.deleteDue(
                Instant.ofEpochMilli(guard.due), DueWork.LEASE_COUNT, Keys.ROOT_NAMESPACE, DUE_ID);
        // Who still thinks that nothing is refused must not pass.
        put(transaction, new Guard(guard.generation, 0));
    }

    private static void put(Transaction transaction, Guard guard) {
        counts(transaction).put(GUARD, GUARD_CODEC.encode(guard));
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.QUOTAS);
    }

    /** Beside the quotas, since each write there has their table read again. */
    private static Records counts(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.LEASE_COUNTS);
    }
}
