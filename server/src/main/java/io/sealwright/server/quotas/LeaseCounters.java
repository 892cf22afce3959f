package io.sealwright.server.quotas;

import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.BelowFloorException;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * For each limit how many leases there may still be: below zero where there are more than it
 * allows. Added to without preconditions, so that logins do not conflict with each other.
 */
final class LeaseCounters {
    private static final long NO_FLOOR = Long.MIN_VALUE / 2;

    private LeaseCounters() {}

    /** Null if the limit is gone. */
    static @Nullable Long left(Transaction transaction, String id) {
        return counters(transaction).counter(key(id));
    }

    static void start(Transaction transaction, LeaseCountQuota quota) {
        counters(transaction).setCounter(key(quota.id()), quota.maxLeases());
    }

    static void delete(Transaction transaction, String id) {
        counters(transaction).deleteCounter(key(id));
    }

    /** Counts one more; false if there are too many. */
    static boolean take(Transaction transaction, LeaseCountQuota quota) {
        try {
            counters(transaction).add(key(quota.id()), -1, quota.counted() ? 0 : NO_FLOOR);
            return true;
        } catch (BelowFloorException _) {
            return false;
        }
    }

    /** Changes what is left, whatever comes of it; nothing where the limit is gone. */
    static void change(Transaction transaction, String id, long by) {
        if (by != 0 && !id.isEmpty() && left(transaction, id) != null) {
            counters(transaction).add(key(id), by, NO_FLOOR);
        }
    }

    private static byte[] key(String id) {
        return HexFormat.of().parseHex(id);
    }

    private static Records counters(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.LEASE_COUNTS);
    }
}
