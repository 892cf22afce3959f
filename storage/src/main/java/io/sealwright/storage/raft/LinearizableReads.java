package io.sealwright.storage.raft;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.View;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Views with everything acknowledged before they were asked for, on any member. */
final class LinearizableReads {
    private static final long RETRY_MILLIS = 10;
    private static final long LEAST_NUDGE_MILLIS = 4;
    private static final long MOST_NUDGE_MILLIS = 64;

    private final RaftEngine engine;
    private final StoreMachine machine;
    private final Peers peers;
    private final AppliedWaiters waiters;
    private final NodeHealth health;
    private final Leaderless leaderless;
    private final ReadGuard guard;

    LinearizableReads(
            RaftEngine engine,
            StoreMachine machine,
            Peers peers,
            AppliedWaiters waiters,
            NodeHealth health,
            Leaderless leaderless,
            long roundTimeoutMillis) {
        this.engine = engine;
        this.machine = machine;
        this.peers = peers;
        this.waiters = waiters;
        this.health = health;
        this.leaderless = leaderless;
        this.guard = new ReadGuard(peers, new RealTiming(roundTimeoutMillis));
    }

    /**
     * @throws StoreException.Unavailable if there is none before the deadline
     */
    View view(Deadline deadline) {
        while (!engine.soleVoterReady()) {
            try {
                long index = guard.index().get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
                awaitApplied(index, deadline);
                return machine.view();
            } catch (ExecutionException noIndex) {
                pause(deadline, noIndex);
            } catch (TimeoutException passed) {
                throw new StoreException.Unavailable("no linearizable read in time", passed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new StoreException.Unavailable("interrupted", interrupted);
            }
        }
        return machine.view();
    }

    /**
     * A commit reaches a follower with the next entry or when it asks the leader: now and then
     * again.
     */
    private void awaitApplied(long index, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Void> applied = waiters.await(index);
        for (long nudge = LEAST_NUDGE_MILLIS; ; nudge = Math.min(2 * nudge, MOST_NUDGE_MILLIS)) {
            long left = deadline.left().toMillis();
            try {
                applied.get(Math.min(left, nudge), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException notYet) {
                if (left <= nudge) {
                    throw notYet;
                }
                String leader = peers.leader();
                if (leader != null && !leader.equals(peers.selfId())) {
                    peers.ask(leader);
                }
            }
        }
    }

    private void pause(Deadline deadline, ExecutionException reason) {
        if (health.removed()) {
            throw new StoreException.Unavailable(
                    "this member was removed from the cluster", reason);
        }
        leaderless.check();
        if (health.closing() || deadline.left().toMillis() <= RETRY_MILLIS) {
            throw new StoreException.Unavailable("no linearizable read in time", reason);
        }
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted", interrupted);
        }
    }
}
