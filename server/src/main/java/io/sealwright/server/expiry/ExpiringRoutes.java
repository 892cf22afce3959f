package io.sealwright.server.expiry;

import io.sealwright.policy.Operation;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.storage.barrier.DueEntry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/expiring}: what is about to end, in a namespace and those within it. */
@Component
final class ExpiringRoutes implements SysRoutes {
    private static final Duration WITHIN = Duration.ofHours(72);
    private static final Duration MAX_WITHIN = Duration.ofDays(3_650);
    private static final int USUAL = 100;
    private static final int MAX = 1_000;

    private final Expirations expirations;
    private final Namespaces namespaces;

    ExpiringRoutes(Expirations expirations, Namespaces namespaces) {
        this.expirations = expirations;
        this.namespaces = namespaces;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("expiring", "What is about to end: tokens, leases, secret ids, secrets.")
                        .ofReading("within", FieldType.DURATION, "From now on; 72h if not given.")
                        .ofReading("after", FieldType.STRING, "The \"next\" of the page before.")
                        .ofReading("limit", FieldType.INT, "The most to list; 100, at most 1000.")
                        .on(Operation.READ, this::read)
                        .build());
    }

    private Response read(Call call) {
        Duration within = call.duration("within", WITHIN);
        if (within.isZero() || within.compareTo(MAX_WITHIN) > 0) {
            throw RequestFailure.invalid("within must be from 1s to 3650 days");
        }
        long limit = call.integer("limit", USUAL);
        if (limit < 1 || limit > MAX) {
            throw RequestFailure.invalid("limit must be from 1 to " + MAX);
        }
        Namespace here = namespaces.tree(call.transaction()).open(call.mount().namespaceId());
        if (here == null) {
            throw RequestFailure.notFound("namespace not found");
        }
        Expirations.Page page =
                expirations.page(
                        call.transaction(),
                        here,
                        call.now(),
                        call.now().plus(within),
                        after(call),
                        (int) limit);
        return Response.of(shown(page));
    }

    private static @Nullable DueEntry after(Call call) {
        String sent = call.string("after", "");
        return sent.isEmpty() ? null : PageMark.parse(sent);
    }

    private static ObjectNode shown(Expirations.Page page) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ArrayNode list = data.putArray("expiring");
        page.endings().forEach(named -> show(named, list.addObject()));
        DueEntry last = page.last();
        return data.put("next", last == null ? "" : PageMark.of(last));
    }

    private static void show(Expirations.Named named, ObjectNode into) {
        into.put("kind", named.ending().kind())
                .put("namespace", named.namespace())
                .put("path", named.path())
                .put("expire_time", named.ending().at().toString());
        if (!named.ending().accessor().isEmpty()) {
            into.put("accessor", named.ending().accessor());
        }
        if (named.ending().version() > 0) {
            into.put("version", named.ending().version());
        }
    }
}
