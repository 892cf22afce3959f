package io.sealwright.server.expiry;

import io.sealwright.rotation.DueHandler;
import io.sealwright.rotation.DueScheduler;
import io.sealwright.rotation.DueStats;
import io.sealwright.rotation.LeaderDuty;
import io.sealwright.rotation.OutsideWork;
import io.sealwright.server.node.Duty;
import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Starts the scheduler at unseal and stops it before the keys go. Thread-safe. */
@Component
@Order(2)
public final class Expiry implements Duty {
    private final RaftStore store;
    private final Barrier barrier;
    private final List<DueWork> works;
    private final List<OutsideWork> outside;
    private final List<LeaderDuty> duties;
    private final InstantSource clock;
    private volatile @Nullable DueScheduler scheduler;

    Expiry(
            RaftStore store,
            Barrier barrier,
            List<DueWork> works,
            ObjectProvider<OutsideWork> outside,
            ObjectProvider<LeaderDuty> duties,
            InstantSource clock) {
        this.store = store;
        this.barrier = barrier;
        this.works = List.copyOf(works);
        this.outside = outside.orderedStream().toList();
        this.duties = duties.orderedStream().toList();
        this.clock = clock;
    }

    @Override
    public void unsealed() {
        List<DueHandler> handlers = new ArrayList<>();
        for (DueWork work : works) {
            handlers.add(new Handler(work));
        }
        DueScheduler started = new DueScheduler(store, barrier, handlers, outside, duties, clock);
        scheduler = started;
        started.start();
    }

    @Override
    public void sealing() {
        DueScheduler running = scheduler;
        scheduler = null;
        if (running != null) {
            running.close();
        }
    }

    /** Zeros while sealed. */
    public DueStats stats() {
        DueScheduler running = scheduler;
        return running == null ? new DueStats(0, 0, 0) : running.stats();
    }

    private record Handler(DueWork work) implements DueHandler {
        @Override
        public byte kind() {
            return work.kind();
        }

        @Override
        public void due(Transaction transaction, DueEntry entry) {
            work.due(transaction, entry);
        }
    }
}
