package io.sealwright.server.events;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealwright.server.config.EventSettings;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.node.Duty;
import io.sealwright.server.spi.Caller;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.SealedException;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Tells this node's subscribers what the log says, from this member's own state: one thread reads
 * for all of them. Thread-safe.
 */
@Component
@Order(4)
final class Subscribers implements Duty, Audience {
    private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);

    /** How long a token that has ended can keep a connection on which nothing is told. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int PAGE = 500;

    private final Barrier barrier;
    private final Arrivals arrivals;
    private final SubscriberRights rights;
    private final Namespaces namespaces;
    private final EventMeters meters;
    private final InstantSource clock;
    private final int most;
    private final List<Subscriber> open = new CopyOnWriteArrayList<>();

    /** Up to here the log has been told to those who are open. Guarded by this. */
    private long told;

    private volatile @Nullable Thread reader;

    Subscribers(
            Barrier barrier,
            Arrivals arrivals,
            SubscriberRights rights,
            Namespaces namespaces,
            EventMeters meters,
            EventSettings settings,
            InstantSource clock,
            MeterRegistry registry) {
        this.barrier = barrier;
        this.arrivals = arrivals;
        this.rights = rights;
        this.namespaces = namespaces;
        this.meters = meters;
        this.clock = clock;
        this.most = settings.subscribers();
        Gauge.builder("sealwright.events.subscribers", open, List::size)
                .description("connections of this node that hear events")
                .register(registry);
    }

    boolean full() {
        return open.size() >= most;
    }

    @Override
    public void tooSlow() {
        meters.tooSlow.increment();
    }

    @Override
    public synchronized boolean add(Subscriber subscriber) {
        if (full() || reader == null) {
            return false;
        }
        if (open.isEmpty() || told > subscriber.heard()) {
            // The others skip what they have heard.
            told = subscriber.heard();
        }
        open.add(subscriber);
        arrivals.arrived();
        return true;
    }

    @Override
    public void remove(Subscriber subscriber) {
        open.remove(subscriber);
    }

    private void read() {
        try {
            while (reader != null) {
                long known = arrivals.count();
                if (open.isEmpty() || !round()) {
                    arrivals.await(known, LOOK);
                }
            }
        } catch (InterruptedException e) {
            // Sealing.
        }
    }

    /** True if there is more to tell. */
    synchronized boolean round() {
        try {
            return barrier.read(Consistency.LOCAL, Deadline.in(LIMIT), this::tell);
        } catch (SealedException | StoreException e) {
            LOG.debug("events are told later: {}", e.toString());
        } catch (RuntimeException e) {
            // Without the message, which may quote data.
            LOG.error("events could not be told: {}", e.getClass().getName());
        }
        return false;
    }

    private boolean tell(Transaction transaction) {
        List<LoggedEvent> page = EventLog.after(transaction, told, PAGE);
        long upTo = page.isEmpty() ? EventLog.last(transaction) : page.getLast().number();
        if (upTo != told + page.size()) {
            // Trimmed before this node could tell it, or a snapshot with another log came.
            open.forEach(subscriber -> subscriber.end(Subscriber.GAP));
        }
        List<Told> events = Told.of(page, namespaces.tree(transaction));
        Instant now = clock.instant();
        for (Subscriber subscriber : open) {
            tell(transaction, subscriber, events, now);
            subscriber.heard(upTo);
        }
        told = upTo;
        return page.size() == PAGE;
    }

    private void tell(
            Transaction transaction, Subscriber subscriber, List<Told> events, Instant now) {
        Caller caller = rights.caller(transaction, subscriber, now);
        if (caller == null) {
            subscriber.end(Subscriber.NO_RIGHTS);
            return;
        }
        for (Told event : events) {
            if (event.logged().number() > subscriber.heard()
                    && subscriber.filter().wants(event.event(), event.namespace().path())
                    && SubscriberRights.mayHear(
                            caller,
                            subscriber.asked(),
                            event.namespace(),
                            event.event().dataPath(),
                            now)) {
                subscriber.tell(event.text());
                meters.sent.increment();
            }
        }
    }

    @Override
    public void unsealed() {
        Thread started = Thread.ofPlatform().daemon().name("events").unstarted(this::read);
        reader = started;
        started.start();
    }

    @Override
    public void sealing() {
        Thread running = reader;
        reader = null;
        open.forEach(subscriber -> subscriber.end(Subscriber.SEALING));
        if (running == null) {
            return;
        }
        arrivals.arrived();
        try {
            running.join(LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
