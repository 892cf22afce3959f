package io.sealwright.server.quotas;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.TransactionBody;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Limits of lease counts without the rest of the program. */
public final class QuotaParts {
    private final Barrier barrier;
    private final LeaseCountQuotas quotas;
    private final LeaseCounts counts;
    private final List<CountedLeases> sources = new ArrayList<>();
    private final AtomicInteger made = new AtomicInteger();

    /**
     * @param mounts finds one by accessor and path
     */
    public QuotaParts(
            Barrier barrier,
            Namespaces namespaces,
            BiFunction<String, String, @Nullable Mounted> mounts) {
        this.barrier = barrier;
        quotas = new LeaseCountQuotas(barrier);
        counts =
                new LeaseCounts(
                        quotas, namespaces, (_, _, accessor, path) -> mounts.apply(accessor, path));
    }

    public LeaseCounts counts() {
        return counts;
    }

    public void counted(CountedLeases source) {
        sources.add(source);
    }

    /**
     * Writes a limit without counting; says whether that is to be done.
     *
     * @param mount accessor; empty for all leases
     */
    public boolean put(String name, String mount, String below, long most, Instant now) {
        LeaseCountQuota quota =
                new LeaseCountQuota(
                        name,
                        HexFormat.of().toHexDigits((long) made.incrementAndGet()),
                        Keys.ROOT_NAMESPACE,
                        mount,
                        below,
                        "",
                        most,
                        mount.isEmpty(),
                        false);
        return transact(transaction -> quotas.put(transaction, quota, now));
    }

    public void delete(String name, Instant now) {
        boolean _ = transact(transaction -> quotas.delete(transaction, name, now));
    }

    /** Counts leases in so many transactions at most; whether all are counted. */
    public boolean recount(int steps) {
        AtomicInteger left = new AtomicInteger(steps);
        LeaseRecount recount = new LeaseRecount(quotas, counts, () -> sources);
        return recount.run(
                body -> barrier.transact(Deadline.in(Duration.ofSeconds(30)), body),
                () -> left.getAndDecrement() > 0);
    }

    /** What is kept with the leases that a limit counts; empty if there is no such limit. */
    public String id(String name) {
        return transact(transaction -> {
            LeaseCountQuota found = quotas.find(transaction, name);
            return found == null ? "" : found.id();
        });
    }

    public boolean enforced(String name) {
        return transact(transaction -> {
            LeaseCountQuota found = quotas.find(transaction, name);
            return found != null && found.counted();
        });
    }

    public long most(String name) {
        return transact(transaction -> {
            LeaseCountQuota found = quotas.find(transaction, name);
            return found == null ? 0 : found.maxLeases();
        });
    }

    public String below(String name) {
        return transact(transaction -> {
            LeaseCountQuota found = quotas.find(transaction, name);
            return found == null ? "" : found.below();
        });
    }

    /** How many more there may be. */
    public long left(String name) {
        return transact(transaction -> {
            LeaseCountQuota found = quotas.find(transaction, name);
            Long left = found == null ? null : LeaseCounters.left(transaction, found.id());
            if (left == null) {
                throw new AssertionError("no limit " + name);
            }
            return left;
        });
    }

    private <T> T transact(TransactionBody<T> body) {
        return barrier.transact(Deadline.in(Duration.ofSeconds(30)), body);
    }
}
