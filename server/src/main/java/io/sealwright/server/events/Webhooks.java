package io.sealwright.server.events;

import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.NamespaceTree;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The stored webhooks of the cluster: settings by name, and an item for how far each has come. */
final class Webhooks {
    /** The most of a cluster; each has a thread of the leader's. */
    static final int MOST = 64;

    private static final RecordCodec<Webhook> CODEC = RecordCodec.of(Webhook.class);
    private static final RecordCodec<WebhookState> STATE = RecordCodec.of(WebhookState.class);

    private Webhooks() {}

    static List<String> names(Transaction transaction, String after, int limit) {
        return records(transaction).list("", after, limit);
    }

    static @Nullable Webhook find(Transaction transaction, String name) {
        Decoded<Webhook> found = records(transaction).get(name, CODEC);
        return found == null ? null : found.value();
    }

    static @Nullable WebhookState state(Transaction transaction, String name) {
        Decoded<WebhookState> found = records(transaction).get(id(name), STATE);
        return found == null ? null : found.value();
    }

    static void put(Transaction transaction, Webhook webhook, WebhookState state) {
        records(transaction).put(webhook.name(), CODEC.encode(webhook));
        put(transaction, webhook.name(), state);
    }

    private static void put(Transaction transaction, String name, WebhookState state) {
        records(transaction).put(id(name), STATE.encode(state));
    }

    static void delete(Transaction transaction, String name) {
        records(transaction).delete(name);
        records(transaction).delete(id(name));
    }

    /**
     * @return false if the webhook is gone, or another one has its name
     */
    static boolean change(
            Transaction transaction, String name, String uid, UnaryOperator<WebhookState> change) {
        WebhookState state = state(transaction, name);
        if (state == null || !state.uid().equals(uid)) {
            return false;
        }
        put(transaction, name, change.apply(state));
        return true;
    }

    static boolean wants(EventFilter filter, StoredEvent event, NamespaceTree tree) {
        Namespace namespace = tree.open(event.namespace());
        return namespace != null && filter.wants(event, namespace.path());
    }

    private static byte[] id(String name) {
        return ("s" + name).getBytes(StandardCharsets.US_ASCII);
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.EVENT_WEBHOOKS);
    }
}
