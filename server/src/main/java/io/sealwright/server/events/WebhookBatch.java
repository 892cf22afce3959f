package io.sealwright.server.events;

import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.NamespaceTree;
import io.sealwright.storage.Keys;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a webhook is to be told next.
 *
 * @param events each as JSON text, in order
 * @param gap whether the first of them says that others are missing
 * @param upTo number of the last event that is then told, or not for it
 * @param more there is more to look at
 */
record WebhookBatch(
        Webhook webhook,
        WebhookState state,
        List<byte[]> events,
        boolean gap,
        long upTo,
        boolean more) {
    /** Events of one request. */
    static final int MOST_EVENTS = 100;

    /** Their bytes together; the first event goes whatever its size. */
    static final int MOST_BYTES = 256 << 10;

    /**
     * @param from number of the last event that was told or looked at
     * @param page of the log, behind {@code from}
     * @param full whether there may be more behind the page
     */
    static WebhookBatch of(
            Webhook webhook,
            WebhookState state,
            long from,
            List<LoggedEvent> page,
            boolean full,
            NamespaceTree tree,
            Instant now) {
        List<byte[]> events = new ArrayList<>();
        boolean gap = !page.isEmpty() && page.getFirst().number() != from + 1;
        if (gap) {
            events.add(bytes(gap(webhook, state, from, page.getFirst().number(), now)));
        }
        int bytes = 0;
        long upTo = from;
        for (LoggedEvent logged : page) {
            Namespace namespace = tree.open(logged.event().namespace());
            if (namespace != null && webhook.filter().wants(logged.event(), namespace.path())) {
                byte[] event = bytes(EventJson.of(logged, namespace.path()));
                if (events.size() >= MOST_EVENTS
                        || !events.isEmpty() && bytes + event.length > MOST_BYTES) {
                    return new WebhookBatch(webhook, state, events, gap, upTo, true);
                }
                events.add(event);
                bytes += event.length;
            }
            upTo = logged.number();
        }
        return new WebhookBatch(webhook, state, events, gap, upTo, full);
    }

    /** Says what is missing: with the same id however often it is told. */
    private static ObjectNode gap(
            Webhook webhook, WebhookState state, long from, long next, Instant now) {
        byte[] name = (state.uid() + state.told()).getBytes(StandardCharsets.US_ASCII);
        StoredEvent event =
                new StoredEvent(
                        UUID.nameUUIDFromBytes(name).toString(),
                        "sealwright/gap",
                        Keys.ROOT_NAMESPACE,
                        "",
                        "",
                        "",
                        "",
                        "",
                        now.toString(),
                        Map.of(
                                "webhook", webhook.name(),
                                "deleted_unseen", Long.toString(next - from - 1)));
        return EventJson.of(new LoggedEvent(from, 0, event), "");
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A JSON array of them all. */
    byte[] body() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write('[');
        for (byte[] event : events) {
            if (body.size() > 1) {
                body.write(',');
            }
            body.writeBytes(event);
        }
        body.write(']');
        return body.toByteArray();
    }

    @Override
    public String toString() {
        return "WebhookBatch[" + events.size() + " events]";
    }
}
