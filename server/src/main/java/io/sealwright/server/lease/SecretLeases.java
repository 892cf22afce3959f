package io.sealwright.server.lease;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.quotas.LeaseCounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.LeaseGrant;
import io.sealwright.server.spi.LeaseTerms;
import io.sealwright.server.spi.Leases;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.server.token.TokenStore;
import io.sealwright.server.token.Ttl;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ConflictException;
import io.sealwright.storage.barrier.SealedException;
import io.sealwright.storage.barrier.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The leases of what secret engines make. Thread-safe. */
@Component
final class SecretLeases implements Leases {
    private static final Logger LOG = LoggerFactory.getLogger(SecretLeases.class);
    private static final int RANDOM_LENGTH = 24;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Within this after it was begun a lease is issued, or never. */
    static final Duration ISSUE_WITHIN = Duration.ofMinutes(2);

    /** What was begun and not issued by then is revoked; clocks may differ by the difference. */
    static final Duration ABANDONED = Duration.ofMinutes(5);

    private final Barrier barrier;
    // Asked late: the mount table needs the engine types, and those need this.
    private final Supplier<Mounts> mounts;
    private final Namespaces namespaces;
    private final TokenStore tokens;
    private final LeaseLimits limits;
    private final LeaseCounts counts;
    private final SecureRandom random;
    private final InstantSource clock;

    @Autowired
    SecretLeases(
            Barrier barrier,
            ObjectProvider<Mounts> mounts,
            Namespaces namespaces,
            TokenStore tokens,
            LeaseLimits limits,
            LeaseCounts counts,
            SecureRandom random,
            InstantSource clock) {
        this(barrier, mounts::getObject, namespaces, tokens, limits, counts, random, clock);
    }

    SecretLeases(
            Barrier barrier,
            Supplier<Mounts> mounts,
            Namespaces namespaces,
            TokenStore tokens,
            LeaseLimits limits,
            LeaseCounts counts,
            SecureRandom random,
            InstantSource clock) {
        this.barrier = barrier;
        this.mounts = mounts;
        this.namespaces = namespaces;
        this.tokens = tokens;
        this.limits = limits;
        this.counts = counts;
        this.random = random;
        this.clock = clock;
    }

    @Override
    public Begun begin(Call call, ObjectNode data) {
        Instant now = clock.instant();
        return barrier.transact(
                call.request().deadline(),
                transaction -> {
                    requireMount(transaction, call.mount(), now);
                    requireToken(transaction, call, now);
                    String id =
                            call.request().path()
                                    + "/"
                                    + RandomTokens.base62(RANDOM_LENGTH, random)
                                    + suffix(transaction, call.mount().namespaceId());
                    Begun begun = new Begun(id, now, data);
                    StoredLease lease = stored(call, begun);
                    String quota = counts.take(transaction, lease.place());
                    LeaseRecords.add(transaction, lease.countedBy(quota));
                    return begun;
                });
    }

    /** Depends on the mount's being there, and on its not being taken away at this moment. */
    private void requireMount(Transaction transaction, Mount mount, Instant now) {
        Mounted mounted =
                mounts.get().table(transaction, mount.namespaceId()).byAccessor(mount.accessor());
        if (mounted == null || !mounted.mount().path().equals(mount.path())) {
            throw RequestFailure.notFound();
        }
        mounts.get().requireUnchanged(transaction, mounted.mount());
        if (MountLeases.ending(transaction, mount, now)) {
            throw RequestFailure.invalid("this mount is being disabled or moved; try again later");
        }
    }

    private void requireToken(Transaction transaction, Call call, Instant now) {
        String hash = call.caller().token().hash();
        if (tokens.findByHash(transaction, hash, now) == null) {
            throw RequestFailure.denied();
        }
    }

    /** Ids tell their namespace, as those of tokens do. */
    private String suffix(Transaction transaction, int number) {
        if (number == Keys.ROOT_NAMESPACE) {
            return "";
        }
        Namespace namespace = namespaces.tree(transaction).open(number);
        if (namespace == null) {
            throw RequestFailure.notFound("namespace not found");
        }
        return "." + namespace.id();
    }

    private static StoredLease stored(Call call, Begun begun) {
        return new StoredLease(
                begun.id(),
                call.mount().namespaceId(),
                call.mount().accessor(),
                call.caller().token().hash(),
                StoredLease.State.BEGUN,
                begun.at().toEpochMilli(),
                begun.at().plus(ABANDONED).toEpochMilli(),
                0,
                0,
                false,
                false,
                0,
                "",
                0,
                LeaseCounts.NONE,
                begun.data());
    }

    @Override
    public LeaseGrant issue(Call call, Begun begun, LeaseTerms terms) {
        LeaseRecords.Ref ref = new LeaseRecords.Ref(call.mount().namespaceId(), begun.id());
        StoredLease found = LeaseRecords.get(call.transaction(), ref);
        Instant now = clock.instant();
        // Where this view is older than what was begun, the commit meets a conflict, and sees it.
        StoredLease before = found == null ? stored(call, begun) : found;
        if (before.state() != StoredLease.State.BEGUN
                || now.isAfter(begun.at().plus(ISSUE_WITHIN))) {
            throw RequestFailure.invalid("this took too long, and is being revoked; try again");
        }
        Duration ttl =
                Ttl.of(
                                new Ttl.Wish(
                                        Duration.ZERO, terms.ttl(), Duration.ZERO, terms.maxTtl()),
                                limits.tuned(call.mount().config()),
                                now,
                                now)
                        .ttl();
        StoredLease issued = before.asIssued(now, now.plus(ttl), terms.maxTtl(), terms.renewable());
        // With its link, so that a token which ends with this very request takes the lease along.
        LeaseRecords.add(call.transaction(), issued);
        return new LeaseGrant(issued.id(), ttl.toSeconds(), issued.renewable());
    }

    @Override
    public void abandon(Call call, Begun begun) {
        LeaseRecords.Ref ref = new LeaseRecords.Ref(call.mount().namespaceId(), begun.id());
        try {
            boolean _ =
                    barrier.transact(
                            Deadline.in(LIMIT),
                            transaction -> {
                                StoredLease found = LeaseRecords.get(transaction, ref);
                                if (found != null && found.state() == StoredLease.State.BEGUN) {
                                    LeaseRecords.replace(
                                            transaction,
                                            found,
                                            found.asEnding(false),
                                            clock.instant());
                                }
                                return true;
                            });
        } catch (SealedException | StoreException | ConflictException e) {
            LOG.debug("an abandoned lease is revoked later: {}", e.toString());
        }
    }

    /** One that is neither over nor being revoked; null if there is none. */
    @Nullable StoredLease find(Transaction transaction, int namespace, String id, Instant now) {
        StoredLease found = LeaseRecords.get(transaction, new LeaseRecords.Ref(namespace, id));
        return found != null && found.live(now) ? found : null;
    }

    /**
     * Renews a living lease.
     *
     * @param increment how long from now; zero = as its engine says
     * @throws RequestFailure if it cannot be renewed
     */
    Renewed renew(Call call, StoredLease lease, Duration increment) {
        Mounted mounted =
                mounts.get()
                        .table(call.transaction(), lease.namespace())
                        .byAccessor(lease.mountAccessor());
        if (!lease.renewable() || mounted == null) {
            throw RequestFailure.invalid("lease is not renewable");
        }
        EngineContext context = new EngineContext(call.transaction(), mounted.mount(), call.now());
        LeaseTerms terms = mounted.type().leaseTerms(context, lease.seen());
        Ttl ttl =
                Ttl.of(
                        new Ttl.Wish(increment, terms.ttl(), Duration.ZERO, terms.maxTtl()),
                        limits.tuned(mounted.mount().config()),
                        Instant.ofEpochMilli(lease.issued()),
                        call.now());
        Instant until = call.now().plus(ttl.ttl());
        boolean _ =
                call.request()
                        .once()
                        .get(
                                lease.id(),
                                Boolean.class,
                                () -> {
                                    mounted.type().extend(context, lease.seen(), until);
                                    return true;
                                });
        StoredLease renewed = lease.asRenewed(call.now(), until);
        LeaseRecords.replace(call.transaction(), lease, renewed, renewed.due());
        return new Renewed(
                new LeaseGrant(lease.id(), ttl.ttl().toSeconds(), lease.renewable()), ttl);
    }

    /**
     * @param ttl with what was capped
     */
    record Renewed(LeaseGrant grant, Ttl ttl) {}
}
