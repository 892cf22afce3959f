package io.sealwright.server.quotas;

import io.sealwright.storage.barrier.Transaction;
import io.sealwright.storage.barrier.TransactionBody;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Goes over all leases after the limits changed, some in each transaction, and has each counted by
 * the limit that is now for it. Leases may be made and end meanwhile: those are counted right from
 * the start. May run twice at once, and begins anew when the limits change again. Thread-safe.
 */
@Component
final class LeaseRecount {
    /** Leases that one transaction looks at, and at most changes. */
    static final int PAGE = 1_000;

    private final LeaseCountQuotas quotas;
    private final LeaseCounts counts;
    // Asked late: what stores leases needs the counts.
    private final Supplier<List<CountedLeases>> sources;

    @Autowired
    LeaseRecount(
            LeaseCountQuotas quotas, LeaseCounts counts, ObjectProvider<CountedLeases> sources) {
        this(quotas, counts, () -> sources.orderedStream().toList());
    }

    LeaseRecount(
            LeaseCountQuotas quotas, LeaseCounts counts, Supplier<List<CountedLeases>> sources) {
        this.quotas = quotas;
        this.counts = counts;
        this.sources = sources;
    }

    /** What each step is written with: within a request's time, or with the leader's fence. */
    @FunctionalInterface
    interface Steps {
        Progress run(TransactionBody<Progress> body);
    }

    /**
     * @param generation of the limits that it goes by
     * @param source which kind of leases
     * @param after the last lease that was looked at; null at the start
     */
    record Progress(long generation, int source, byte @Nullable [] after, boolean done) {
        private static final Progress BEFORE = new Progress(-1, 0, null, false);
    }

    /**
     * @param goOn asked before each step
     * @return whether all leases are counted
     */
    boolean run(Steps steps, BooleanSupplier goOn) {
        List<CountedLeases> all = sources.get();
        Progress at = Progress.BEFORE;
        while (!at.done) {
            if (!goOn.getAsBoolean()) {
                return false;
            }
            Progress from = at;
            at = steps.run(transaction -> step(transaction, all, from));
        }
        return true;
    }

    private Progress step(Transaction transaction, List<CountedLeases> all, Progress at) {
        long generation = quotas.generation(transaction);
        if (!quotas.pending(transaction)) {
            return new Progress(generation, 0, null, true);
        }
        Progress from = at.generation == generation ? at : new Progress(generation, 0, null, false);
        if (from.source == all.size()) {
            quotas.finish(transaction);
            return new Progress(generation, 0, null, true);
        }
        Moves moves = new Moves(transaction);
        Optional<byte[]> last = all.get(from.source).recount(transaction, from.after, PAGE, moves);
        moves.write();
        return last.map(after -> new Progress(generation, from.source, after, false))
                .orElseGet(() -> new Progress(generation, from.source + 1, null, false));
    }

    /** What one step changes of the counters, all in one addition for each. */
    private final class Moves implements CountedLeases.Recount {
        private final Transaction transaction;
        private final Map<String, Long> changes = new HashMap<>();

        Moves(Transaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public String quota(LeasePlace place, String before) {
            String now = counts.of(transaction, place);
            if (!now.equals(before)) {
                changes.merge(before, 1L, Long::sum);
                changes.merge(now, -1L, Long::sum);
            }
            return now;
        }

        void write() {
            changes.forEach((id, by) -> LeaseCounters.change(transaction, id, by));
        }
    }
}
