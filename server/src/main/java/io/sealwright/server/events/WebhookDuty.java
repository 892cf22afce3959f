package io.sealwright.server.events;

import io.sealwright.rotation.Leading;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.node.Duty;
import io.sealwright.server.node.Ticks;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.SealedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * While this member leads: one virtual thread for each webhook. Not work of the due index, since an
 * idle webhook would cost an entry of the log every few seconds there. Thread-safe.
 */
@Component
@Order(4)
final class WebhookDuty implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDuty.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final RaftStore store;
    private final Barrier barrier;
    private final Arrivals arrivals;
    private final Namespaces namespaces;
    private final Outbound outbound;
    private final EventMeters meters;
    private final InstantSource clock;
    private final Map<String, Thread> running = new ConcurrentHashMap<>();
    private final Ticks ticks = new Ticks("webhooks", LOOK, this::look);

    WebhookDuty(
            RaftStore store,
            Barrier barrier,
            Arrivals arrivals,
            Namespaces namespaces,
            Outbound outbound,
            EventMeters meters,
            InstantSource clock) {
        this.store = store;
        this.barrier = barrier;
        this.arrivals = arrivals;
        this.namespaces = namespaces;
        this.outbound = outbound;
        this.meters = meters;
        this.clock = clock;
    }

    private void look() {
        Precondition fence = store.fence();
        if (fence == null) {
            return;
        }
        try {
            Leading leading = new Leading(store, barrier, fence);
            List<String> names =
                    barrier.read(
                            Consistency.LOCAL,
                            Deadline.in(LIMIT),
                            transaction -> Webhooks.names(transaction, "", Webhooks.MOST));
            names.forEach(name -> running.computeIfAbsent(name, _ -> start(name, leading)));
        } catch (SealedException | StoreException e) {
            LOG.debug("webhooks are looked for later: {}", e.toString());
        }
    }

    private Thread start(String name, Leading leading) {
        WebhookDelivery delivery =
                new WebhookDelivery(name, leading, arrivals, namespaces, outbound, meters, clock);
        return Thread.ofVirtual().name("webhook").start(() -> run(name, delivery));
    }

    private void run(String name, WebhookDelivery delivery) {
        try {
            delivery.run();
        } catch (InterruptedException e) {
            LOG.debug("the next leader goes on with a webhook");
        } catch (RuntimeException e) {
            // Without the message, which may quote data.
            LOG.error("a webhook cannot be told: {}", e.getClass().getName());
        } finally {
            running.remove(name);
        }
    }

    @Override
    public void unsealed() {
        ticks.start();
    }

    @Override
    public void sealing() {
        ticks.stop(LIMIT);
        List<Thread> threads = List.copyOf(running.values());
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
