package io.sealwright.storage.raft;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/** Those who wait until this member has applied an index. */
final class AppliedWaiters {
    private final PriorityQueue<Waiter> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Waiter::index));

    private volatile long applied = -1;
    private volatile boolean someone;

    private record Waiter(long index, CompletableFuture<Void> done) {}

    CompletableFuture<Void> await(long index) {
        if (applied >= index) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (waiting) {
            waiting.add(new Waiter(index, done));
            someone = true;
        }
        if (applied >= index) {
            wake();
        }
        return done;
    }

    void advance(long index) {
        applied = index;
        if (someone) {
            wake();
        }
    }

    private void wake() {
        while (true) {
            Waiter next;
            synchronized (waiting) {
                next = waiting.peek();
                if (next == null || next.index() > applied) {
                    someone = next != null;
                    return;
                }
                waiting.remove();
            }
            next.done().complete(null);
        }
    }
}
