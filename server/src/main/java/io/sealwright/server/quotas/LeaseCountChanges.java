package io.sealwright.server.quotas;

import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Call;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Changes limits of lease counts and has the leases counted before the answer, all in transactions
 * of its own. Thread-safe.
 */
@Component
final class LeaseCountChanges {
    /** Left of a request's time for its answer. */
    private static final Duration RESERVE = Duration.ofSeconds(5);

    private final Barrier barrier;
    private final LeaseCountQuotas quotas;
    private final LeaseRecount recount;
    private final Namespaces namespaces;
    // Asked late: the mount table needs the engine types, and this is a part of one.
    private final ObjectProvider<Mounts> mounts;

    LeaseCountChanges(
            Barrier barrier,
            LeaseCountQuotas quotas,
            LeaseRecount recount,
            Namespaces namespaces,
            ObjectProvider<Mounts> mounts) {
        this.barrier = barrier;
        this.quotas = quotas;
        this.recount = recount;
        this.namespaces = namespaces;
        this.mounts = mounts;
    }

    @FunctionalInterface
    private interface Change {
        /** Whether leases have to be counted for it. */
        boolean make(Transaction transaction);
    }

    /**
     * @return whether all leases are counted; else the rest follow in the background
     */
    boolean put(Call call, LeaseCountQuota quota) {
        return once(
                call,
                transaction -> {
                    removeDead(call, transaction);
                    return quotas.put(transaction, quota, call.now());
                });
    }

    /**
     * @return as {@link #put}
     */
    boolean delete(Call call, String name) {
        return once(call, transaction -> quotas.delete(transaction, name, call.now()));
    }

    private boolean once(Call call, Change change) {
        return call.request()
                .once()
                .get("lease count quota", Boolean.class, () -> changed(call, change));
    }

    private boolean changed(Call call, Change change) {
        Deadline deadline = call.request().deadline();
        boolean count = barrier.transact(deadline, change::make);
        return !count
                || recount.run(
                        body -> barrier.transact(deadline, body),
                        () -> deadline.left().compareTo(RESERVE) > 0);
    }

    private void removeDead(Call call, Transaction transaction) {
        for (String name : LeaseCountQuotas.names(transaction, "", LeaseCountQuotas.MAX)) {
            if (living(transaction, name) == null) {
                boolean _ = quotas.delete(transaction, name, call.now());
            }
        }
    }

    /** Null if there is none, or its mount or namespace is gone. */
    @Nullable LeaseCountQuota living(Transaction transaction, String name) {
        LeaseCountQuota quota = quotas.find(transaction, name);
        boolean gone =
                quota == null
                        || namespaces.tree(transaction).open(quota.namespace()) == null
                        || (!quota.ofNamespace()
                                && mounts.getObject()
                                                .table(transaction, quota.namespace())
                                                .byAccessor(quota.mount())
                                        == null);
        return gone ? null : quota;
    }
}
