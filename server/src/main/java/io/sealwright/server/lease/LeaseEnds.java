package io.sealwright.server.lease;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Barrier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Ends leases of what engines made because somebody asks for it. Thread-safe. */
@Component
final class LeaseEnds {
    /** More than this are ended in the background. */
    static final int AT_ONCE = 100;

    /** Left of a request's time for its answer. */
    private static final Duration RESERVE = Duration.ofSeconds(5);

    private final Barrier barrier;
    private final Revocation revocation;

    LeaseEnds(Barrier barrier, Revocation revocation) {
        this.barrier = barrier;
        this.revocation = revocation;
    }

    /** Soon, by the leader. */
    void soon(Call call, StoredLease lease) {
        revocation.endSoon(call.transaction(), lease, false, call.now());
    }

    /**
     * Before the answer, in transactions of its own.
     *
     * @throws RequestFailure if that failed; it is tried again
     */
    void now(Call call, StoredLease lease) {
        boolean _ =
                call.request()
                        .once()
                        .get(
                                LeaseRecords.Ref.of(lease),
                                Boolean.class,
                                () -> {
                                    end(call, LeaseRecords.Ref.of(lease), false);
                                    return true;
                                });
    }

    private void end(Call call, LeaseRecords.Ref ref, boolean force) {
        Deadline deadline = call.request().deadline();
        try {
            Optional<String> why =
                    revocation.endNow(body -> barrier.transact(deadline, body), ref, force);
            if (why.isPresent()) {
                throw RequestFailure.invalid(
                        "failed to revoke \"" + ref.id() + "\", it is tried again: " + why.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RequestFailure.invalid("this node is stopping; try again at another");
        }
    }

    /**
     * All at a path or below it: before the answer as far as they are few, else soon, by the
     * leader.
     *
     * @param force also where what they guard cannot be ended
     * @return whether all are gone
     * @throws RequestFailure if one of them could not be ended
     */
    boolean below(Call call, String prefix, boolean force) {
        String folder = prefix.endsWith("/") ? prefix : prefix + "/";
        return call.request()
                .once()
                .get(
                        new LeaseRecords.Below(call.mount().namespaceId(), folder, force),
                        Boolean.class,
                        () -> endBelow(call, prefix, folder, force));
    }

    private boolean endBelow(Call call, String prefix, String folder, boolean force) {
        int namespace = call.mount().namespaceId();
        Walk walk = new Walk(namespace, folder);
        List<String> ids =
                barrier.read(
                        Consistency.LINEARIZABLE,
                        call.request().deadline(),
                        transaction -> walk.next(transaction, AT_ONCE + 1));
        end(call, new LeaseRecords.Ref(namespace, prefix), force);
        for (String id : ids.subList(0, Math.min(ids.size(), AT_ONCE))) {
            if (call.request().deadline().left().compareTo(RESERVE) < 0) {
                return later(call, folder, force);
            }
            end(call, new LeaseRecords.Ref(namespace, id), force);
        }
        return ids.size() <= AT_ONCE || later(call, folder, force);
    }

    private boolean later(Call call, String folder, boolean force) {
        return barrier.transact(
                call.request().deadline(),
                transaction -> {
                    LeaseRecords.endBelow(
                            transaction,
                            new LeaseRecords.Below(call.mount().namespaceId(), folder, force),
                            call.now());
                    return false;
                });
    }
}
