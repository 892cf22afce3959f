package io.sealwright.server.node;

import io.sealwright.storage.ClusterStatus;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.StoreException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The first step of stopping: another member takes leadership over while this one still answers
 * what is in flight, so that writes go on without waiting for an election.
 */
@Component
final class Departure implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final RaftStore store;
    private volatile boolean running;

    Departure(RaftStore store) {
        this.store = store;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        store.setServing(false);
        ClusterStatus cluster = store.status();
        boolean others =
                cluster.members().stream()
                        .anyMatch(member ->
                                member.voter() && !member.nodeId().equals(cluster.nodeId()));
        if (!cluster.leading() || !others) {
            return;
        }
        try {
            store.membership().transferLeadership(null, Deadline.in(LIMIT));
            LOG.info("leadership handed over");
        } catch (StoreException e) {
            LOG.warn("leadership was not handed over before stopping: {}", e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped first: before the listener begins to refuse connections. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
