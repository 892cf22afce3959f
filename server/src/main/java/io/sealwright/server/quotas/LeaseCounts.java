package io.sealwright.server.quotas;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.NamespaceTree;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Counts leases against the limit that is for them, in the transactions that make and end them.
 * Whoever stores a lease keeps with it what {@link #take} says, and gives that back in the
 * transaction that removes it. Thread-safe.
 */
@Component
public final class LeaseCounts {
    /** What is kept of a lease that no limit counts. */
    public static final String NONE = "";

    // Nobody knows when a lease ends; a client that tries again has to wait for something.
    private static final Duration AGAIN = Duration.ofSeconds(10);

    /** Finds mounts by accessor, or by path where that is empty; null if there is none. */
    @FunctionalInterface
    interface MountLookup {
        @Nullable Mounted find(
                Transaction transaction, int namespace, String accessor, String path);
    }

    private final LeaseCountQuotas quotas;
    private final Namespaces namespaces;
    private final MountLookup mounts;

    @Autowired
    LeaseCounts(LeaseCountQuotas quotas, Namespaces namespaces, ObjectProvider<Mounts> mounts) {
        // Asked late: the mount table needs the engine types, and those need this.
        this(
                quotas,
                namespaces,
                (transaction, namespace, accessor, path) -> {
                    var table = mounts.getObject().table(transaction, namespace);
                    return accessor.isEmpty() ? table.match(path) : table.byAccessor(accessor);
                });
    }

    LeaseCounts(LeaseCountQuotas quotas, Namespaces namespaces, MountLookup mounts) {
        this.quotas = quotas;
        this.namespaces = namespaces;
        this.mounts = mounts;
    }

    /**
     * Counts a new lease.
     *
     * @return what counts it, to be kept with it; {@link #NONE} if nothing does
     * @throws RequestFailure (429) if there are too many already
     */
    public String take(Transaction transaction, LeasePlace place) {
        quotas.dependOn(transaction);
        LeaseCountQuota quota = find(transaction, place).orElse(null);
        if (quota == null) {
            return NONE;
        }
        if (!LeaseCounters.take(transaction, quota)) {
            throw refused(transaction, place);
        }
        return quota.id();
    }

    private RequestFailure refused(Transaction transaction, LeasePlace place) {
        Namespace namespace = namespaces.tree(transaction).open(place.namespace());
        String whole = (namespace == null ? "" : namespace.path()) + place.path();
        return new RequestFailure(
                new Failure.RateLimited(
                        "request path \"" + whole + "\": lease count quota exceeded", AGAIN));
    }

    /**
     * A lease is gone.
     *
     * @param quota what was kept with it
     */
    public void giveBack(Transaction transaction, String quota) {
        LeaseCounters.change(transaction, quota, 1);
    }

    /** What counts a lease now. */
    String of(Transaction transaction, LeasePlace place) {
        return find(transaction, place).map(LeaseCountQuota::id).orElse(NONE);
    }

    private Optional<LeaseCountQuota> find(Transaction transaction, LeasePlace place) {
        LeaseCountTable table = quotas.table(transaction);
        if (table.isEmpty()) {
            return Optional.empty();
        }
        NamespaceTree tree = namespaces.tree(transaction);
        List<Integer> lineage =
                tree.lineage(place.namespace()).stream().map(Namespace::number).toList();
        Mounted mounted = mounts.find(transaction, place.namespace(), place.mount(), place.path());
        return mounted == null
                ? table.find(lineage, "", "", "")
                : table.find(
                        lineage, mounted.mount().accessor(), below(mounted, place), place.role());
    }

    /** Empty for what was made before the mount was moved. */
    private static String below(Mounted mounted, LeasePlace place) {
        String mountPath = mounted.mount().path();
        return place.path().startsWith(mountPath) ? place.path().substring(mountPath.length()) : "";
    }
}
