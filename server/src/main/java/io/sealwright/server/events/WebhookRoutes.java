package io.sealwright.server.events;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.policy.Operation;
import io.sealwright.server.namespace.NamespaceTree;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.security.SecureRandom;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/events/webhooks}: servers that are told events; in the root namespace alone.
 * Thread-safe.
 */
@Component
final class WebhookRoutes implements SysRoutes {
    /** As many of the events that wait are counted. */
    private static final int MOST_COUNTED = 1_000;

    private static final List<Field> FIELDS =
            List.of(
                    Field.of("url", FieldType.STRING, "https://..."),
                    Field.of(
                            "secret",
                            FieldType.STRING,
                            "What requests are signed with, 32 to 1024 characters; never shown."),
                    Field.of(
                            "event_types",
                            FieldType.STRING_LIST,
                            "Patterns such as kv-v2/data-* (all)."),
                    Field.of(
                            "namespaces",
                            FieldType.STRING_LIST,
                            "Patterns of namespaces besides the root (none)."),
                    Field.of(
                            "paths",
                            FieldType.STRING_LIST,
                            "Patterns of data paths such as secret/data/app/* (all)."),
                    Field.of(
                            "headers",
                            FieldType.STRING_MAP,
                            "Sent along; their values are never shown."),
                    Field.of(
                            "ca_pem",
                            FieldType.STRING,
                            "The authorities that its certificate has to come from."),
                    Field.of(
                            "retries",
                            FieldType.INT,
                            "After so many the events are given up; 0: never (0)."));

    private final Namespaces namespaces;
    private final SecureRandom random;

    WebhookRoutes(Namespaces namespaces, SecureRandom random) {
        this.namespaces = namespaces;
        this.random = random;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("events/webhooks", "Lists the webhooks.")
                        .field("after", FieldType.STRING, "Begins behind this name.")
                        .field("limit", FieldType.INT, "At most so many names; 0: all.")
                        .on(Operation.LIST, WebhookRoutes::list)
                        .build(),
                Route.at("events/webhooks/{name}", "Reads, writes or deletes a webhook.")
                        .fields(FIELDS)
                        .sudo(Operation.UPDATE, Operation.CREATE, Operation.DELETE)
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, WebhookRoutes::delete)
                        .build());
    }

    private static Response list(Call call) {
        long limit = call.integer("limit", 0);
        int most = limit <= 0 ? Webhooks.MOST : (int) Math.min(limit, Webhooks.MOST);
        List<String> names = Webhooks.names(call.transaction(), call.string("after", ""), most);
        if (names.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        names.forEach(data.putArray("keys")::add);
        return Response.of(data);
    }

    private Response read(Call call) {
        String name = call.path("name");
        Webhook webhook = Webhooks.find(call.transaction(), name);
        WebhookState state = Webhooks.state(call.transaction(), name);
        if (webhook == null || state == null) {
            throw RequestFailure.notFound();
        }
        NamespaceTree tree = namespaces.tree(call.transaction());
        List<LoggedEvent> waiting =
                EventLog.after(call.transaction(), state.told(), MOST_COUNTED).stream()
                        .filter(logged -> Webhooks.wants(webhook.filter(), logged.event(), tree))
                        .toList();
        ObjectNode data = WebhookJson.of(webhook);
        WebhookJson.status(data, state, waiting);
        return Response.of(data);
    }

    private Response write(Call call) {
        String name = call.path("name");
        Webhook old = Webhooks.find(call.transaction(), name);
        Webhook webhook = WebhookJson.read(call, old);
        WebhookState state = Webhooks.state(call.transaction(), name);
        if (old == null
                && Webhooks.names(call.transaction(), "", Webhooks.MOST).size() >= Webhooks.MOST) {
            throw RequestFailure.invalid("a cluster has at most " + Webhooks.MOST + " webhooks");
        }
        Webhooks.put(
                call.transaction(),
                webhook,
                state == null
                        ? WebhookState.started(
                                RandomTokens.uuid(random), EventLog.last(call.transaction()))
                        : state.changed());
        return Response.empty();
    }

    private static Response delete(Call call) {
        Webhooks.delete(call.transaction(), call.path("name"));
        return Response.empty();
    }
}
