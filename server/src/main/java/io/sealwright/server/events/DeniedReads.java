package io.sealwright.server.events;

import io.sealwright.policy.Decision;
import io.sealwright.policy.Operation;
import io.sealwright.server.node.Duty;
import io.sealwright.server.node.Ticks;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.Event;
import io.sealwright.server.spi.Events;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Request;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ConflictException;
import io.sealwright.storage.barrier.SealedException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Reads of secrets that policies refuse: counted in memory, and told as events in one write every
 * {@value #PAUSE_SECONDS} s, so that nobody without rights causes a write by each request. At most
 * {@value #MOST} different ones at a time; what is beyond is counted in a metric alone. A node that
 * dies takes its last {@value #PAUSE_SECONDS} s with it; the audit log has them. Thread-safe.
 */
@Component
@Order(4)
public final class DeniedReads implements Duty {
    static final int MOST = 200;
    static final int PAUSE_SECONDS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(DeniedReads.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Mounts of the server's own, which keep no secrets of its users'. */
    private static final Set<String> OWN = Set.of("system", "identity", "cubbyhole");

    private final Barrier barrier;
    private final Events events;
    private final EventMeters meters;
    private final Ticks ticks =
            new Ticks("denied-reads", Duration.ofSeconds(PAUSE_SECONDS), this::flush);
    private Map<Refused, Count> counts = new LinkedHashMap<>();

    private record Refused(
            int namespace,
            SpaceId space,
            String path,
            String asked,
            String entityId,
            String displayName,
            String reason) {}

    private record Count(long count, Instant first, Instant last) {
        Count plus(Count later) {
            return new Count(count + later.count, first, later.last);
        }
    }

    DeniedReads(Barrier barrier, Events events, EventMeters meters) {
        this.barrier = barrier;
        this.events = events;
        this.meters = meters;
    }

    /**
     * Counts one, if it was to read or list secrets.
     *
     * @param request in its namespace
     */
    public void refused(Request request, Mount mount, Caller caller, Decision decision) {
        boolean read =
                request.operation() == Operation.READ
                        || request.operation() == Operation.LIST
                        || request.operation() == Operation.SCAN;
        if (!read || mount.engineClass() != EngineClass.SECRET || OWN.contains(mount.type())) {
            return;
        }
        int below = Math.min(mount.path().length(), request.path().length());
        Refused refused =
                new Refused(
                        mount.namespaceId(),
                        mount.space(),
                        request.path().substring(below),
                        request.operation().name().toLowerCase(Locale.ROOT),
                        caller.token().entityId(),
                        caller.token().displayName(),
                        decision.reason());
        count(refused, new Count(1, request.time(), request.time()));
    }

    private synchronized void count(Refused refused, Count count) {
        if (counts.size() >= MOST && !counts.containsKey(refused)) {
            meters.unnamed.increment(count.count());
        } else {
            counts.merge(refused, count, Count::plus);
        }
    }

    private synchronized Map<Refused, Count> take() {
        Map<Refused, Count> taken = counts;
        counts = new LinkedHashMap<>();
        return taken;
    }

    /** Tells what was counted; what cannot be written now is kept for the next time. */
    void flush() {
        Map<Refused, Count> taken = take();
        if (taken.isEmpty()) {
            return;
        }
        try {
            barrier.transact(
                    Deadline.in(LIMIT),
                    transaction -> {
                        taken.forEach((refused, count) ->
                                events.tell(transaction, event(refused, count)));
                        return taken;
                    });
        } catch (StoreException.OutcomeUnknown e) {
            LOG.debug("refused reads may be told or not: {}", e.toString());
        } catch (SealedException | StoreException | ConflictException e) {
            LOG.debug("refused reads are told later: {}", e.toString());
            taken.forEach(this::count);
        } catch (RuntimeException e) {
            // Without the message, which may quote data.
            LOG.error("refused reads could not be told: {}", e.getClass().getName());
        }
    }

    private static Event event(Refused refused, Count count) {
        return new Event(
                "secret/read-denied",
                refused.namespace(),
                refused.space(),
                refused.path(),
                refused.path(),
                count.last(),
                Map.of(
                        "count", Long.toString(count.count()),
                        "first_time", count.first().toString(),
                        "asked", refused.asked(),
                        "entity_id", refused.entityId(),
                        "display_name", refused.displayName(),
                        "reason", refused.reason()));
    }

    @Override
    public void unsealed() {
        ticks.start();
    }

    @Override
    public void sealing() {
        if (ticks.stop(LIMIT)) {
            flush();
        }
    }
}
