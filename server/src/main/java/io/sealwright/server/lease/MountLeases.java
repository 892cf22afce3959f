package io.sealwright.server.lease;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Ends the leases of a mount before it is disabled or moved, since without it nobody knows how. No
 * lease is issued meanwhile. Thread-safe.
 */
@Component
public final class MountLeases {
    /** A mark that is older was left by a node that stopped, and keeps nothing back. */
    private static final Duration MARKED = Duration.ofMinutes(3);

    /** Left of the request's time for the mount itself. */
    private static final Duration RESERVE = Duration.ofSeconds(5);

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int PAGE = 100;

    private final Barrier barrier;
    private final Revocation revocation;
    private final InstantSource clock;

    MountLeases(Barrier barrier, Revocation revocation, InstantSource clock) {
        this.barrier = barrier;
        this.revocation = revocation;
        this.clock = clock;
    }

    /** Whether a mount is being taken away. A precondition of the commit. */
    static boolean ending(Transaction transaction, Mount mount, Instant now) {
        Instant since =
                LeaseRecords.endingMountSince(transaction, mount.namespaceId(), mount.space());
        return since != null && now.isBefore(since.plus(MARKED));
    }

    /**
     * Ends all leases of a mount, each in transactions of its own; the call's own transaction then
     * takes the mount away.
     *
     * @throws RequestFailure if some could not be ended; they are tried again, and the mount stays
     */
    public void end(Call call, Mounted mounted) {
        if (!mounted.type().issuesLeases()) {
            return;
        }
        Mount mount = mounted.mount();
        boolean _ =
                call.request()
                        .once()
                        .get(
                                mount,
                                Boolean.class,
                                () -> {
                                    mark(mount, true);
                                    return ended(call, mount);
                                });
        LeaseRecords.deleteEndingMount(call.transaction(), mount.namespaceId(), mount.space());
    }

    private boolean ended(Call call, Mount mount) {
        boolean ended = false;
        try {
            endAll(call, mount);
            ended = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RequestFailure.invalid("this node is stopping; try again at another");
        } finally {
            if (!ended) {
                mark(mount, false);
            }
        }
        return true;
    }

    private void mark(Mount mount, boolean ending) {
        boolean _ =
                barrier.transact(
                        Deadline.in(LIMIT),
                        transaction -> {
                            if (ending) {
                                LeaseRecords.putEndingMount(
                                        transaction,
                                        mount.namespaceId(),
                                        mount.space(),
                                        clock.instant());
                            } else {
                                LeaseRecords.deleteEndingMount(
                                        transaction, mount.namespaceId(), mount.space());
                            }
                            return true;
                        });
    }

    private void endAll(Call call, Mount mount) throws InterruptedException {
        Deadline deadline = call.request().deadline();
        Walk walk = new Walk(mount.namespaceId(), mount.path());
        List<String> ids = next(walk, deadline);
        while (!ids.isEmpty()) {
            for (String id : ids) {
                if (deadline.left().compareTo(RESERVE) < 0) {
                    throw RequestFailure.invalid(
                            "there are too many leases below this mount for one request; try again, or "
                                    + "revoke them before with sys/leases/revoke-prefix/"
                                    + mount.path());
                }
                endOne(new LeaseRecords.Ref(mount.namespaceId(), id), mount, deadline);
            }
            ids = next(walk, deadline);
        }
    }

    private void endOne(LeaseRecords.Ref ref, Mount mount, Deadline deadline)
            throws InterruptedException {
        Optional<String> why =
                revocation.endNow(body -> barrier.transact(deadline, body), ref, false);
        if (why.isPresent()) {
            throw RequestFailure.invalid(
                    "a lease below this mount cannot be revoked: "
                            + why.get()
                            + "; mend that, or give its leases up with sys/leases/revoke-force/"
                            + mount.path());
        }
    }

    private List<String> next(Walk walk, Deadline deadline) {
        return barrier.read(
                Consistency.LINEARIZABLE, deadline, transaction -> walk.next(transaction, PAGE));
    }
}
