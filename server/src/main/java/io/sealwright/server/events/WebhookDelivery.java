package io.sealwright.server.events;

import io.sealwright.rotation.DeposedException;
import io.sealwright.rotation.Leading;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.outbound.BodySignature;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundAnswer;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundRequest;
import io.sealwright.server.outbound.OutboundUrl;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.ConflictException;
import io.sealwright.storage.barrier.SealedException;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one webhook what it wants to hear, in order, for one time of leading. What it took is
 * committed before more is told: after the death of a leader the next one tells the last request
 * again, and none is left out. For one thread.
 */
final class WebhookDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDelivery.class);

    /** Written down how far it has come, also where nothing was for it. */
    static final Duration NOTED = Duration.ofMinutes(1);

    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int PAGE = 500;
    private static final int MAX_ANSWER = 64 << 10;

    private final String name;
    private final Leading leading;
    private final Arrivals arrivals;
    private final Namespaces namespaces;
    private final Outbound outbound;
    private final EventMeters meters;
    private final InstantSource clock;

    /** What is up to here needs not be looked at again by this leader. */
    private long looked;

    private Instant noted;

    /** What one look came to. */
    enum Look {
        /** The webhook is gone. */
        GONE,
        /** Nothing until events arrive. */
        IDLE,
        /** It has failed and is given time. */
        PAUSE,
        MORE
    }

    WebhookDelivery(
            String name,
            Leading leading,
            Arrivals arrivals,
            Namespaces namespaces,
            Outbound outbound,
            EventMeters meters,
            InstantSource clock) {
        this.name = name;
        this.leading = leading;
        this.arrivals = arrivals;
        this.namespaces = namespaces;
        this.outbound = outbound;
        this.meters = meters;
        this.clock = clock;
        this.noted = clock.instant();
    }

    /** Until the webhook or the leadership is gone. */
    void run() throws InterruptedException {
        while (true) {
            long known = arrivals.count();
            try {
                switch (look()) {
                    case GONE -> {
                        return;
                    }
                    case IDLE -> arrivals.await(known, IDLE);
                    case PAUSE -> Thread.sleep(PAUSE);
                    case MORE -> {}
                }
            } catch (DeposedException | SealedException e) {
                return;
            } catch (StoreException | ConflictException e) {
                LOG.debug("a webhook is told later: {}", e.toString());
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Tells the next events, if there are any and it is time. */
    Look look() throws InterruptedException {
        WebhookBatch batch = leading.read(this::next);
        if (batch == null) {
            return Look.GONE;
        }
        Instant now = clock.instant();
        if (batch.state().waits(now)) {
            return Look.PAUSE;
        }
        if (batch.events().isEmpty()) {
            return skip(batch, now);
        }
        leading.check();
        String failure = send(batch);
        boolean there = failure.isEmpty() ? delivered(batch) : failed(batch, failure);
        return there ? Look.MORE : Look.GONE;
    }

    private @Nullable WebhookBatch next(Transaction transaction) {
        Webhook webhook = Webhooks.find(transaction, name);
        WebhookState state = Webhooks.state(transaction, name);
        if (webhook == null || state == null) {
            return null;
        }
        // After a restored snapshot the log may be shorter than what was looked at.
        long from =
                looked > EventLog.last(transaction) ? state.told() : Math.max(looked, state.told());
        List<LoggedEvent> page = EventLog.after(transaction, from, PAGE);
        return WebhookBatch.of(
                webhook,
                state,
                from,
                page,
                page.size() == PAGE,
                namespaces.tree(transaction),
                clock.instant());
    }

    private Look skip(WebhookBatch batch, Instant now) {
        looked = batch.upTo();
        boolean old = !noted.plus(NOTED).isAfter(now);
        if (old && looked > batch.state().told()) {
            noted = now;
            boolean there = change(batch, state -> state.skipped(batch.upTo()));
            return there ? Look.IDLE : Look.GONE;
        }
        return batch.more() ? Look.MORE : Look.IDLE;
    }

    /** Why it failed; empty if the events were taken. */
    private String send(WebhookBatch batch) throws InterruptedException {
        byte[] body = batch.body();
        try {
            OutboundAnswer answer =
                    outbound.send(batch.webhook().trust(), message(batch, body), Outbound.TOTAL);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return answer.successful() ? "" : "it answered status " + answer.status();
        } catch (OutboundException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return e.reason();
        }
    }

    private OutboundRequest message(WebhookBatch batch, byte[] body) {
        Webhook webhook = batch.webhook();
        Map<String, String> headers = new HashMap<>(webhook.headers());
        headers.put("Content-Type", "application/cloudevents-batch+json");
        headers.putAll(BodySignature.headers(webhook.secret(), clock.instant(), body));
        return new OutboundRequest(
                "POST", OutboundUrl.parse(webhook.url()), headers, body, MAX_ANSWER);
    }

    private boolean delivered(WebhookBatch batch) {
        int events = batch.events().size();
        boolean there =
                change(
                        batch,
                        state ->
                                state.delivered(
                                        batch.upTo(), events, batch.gap(), clock.instant()));
        meters.delivered.increment(events);
        if (batch.gap()) {
            meters.gaps.increment();
        }
        noted = clock.instant();
        return there;
    }

    private boolean failed(WebhookBatch batch, String why) {
        meters.failed.increment();
        int retries = batch.webhook().retries();
        Instant now = clock.instant();
        if (retries == 0 || batch.state().failures() < retries) {
            return change(batch, state -> state.failed(why, now));
        }
        int events = batch.events().size();
        meters.dropped.increment(events);
        LOG.warn("{} events for webhook {} were given up: {}", events, name, why);
        return change(batch, state -> state.gaveUp(batch.upTo(), events, why, now));
    }

    private boolean change(WebhookBatch batch, UnaryOperator<WebhookState> change) {
        return leading.transact(
                transaction -> Webhooks.change(transaction, name, batch.state().uid(), change));
    }
}
