package io.sealwright.server.usage;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/usage}: who reads which secret, of the caller's namespace. */
@Component
final class UsageRoutes implements SysRoutes {
    private static final int MAX_LISTED = 1_000;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Usage usage;
    private final SecretLabels labels;

    UsageRoutes(Usage usage, SecretLabels labels) {
        this.usage = usage;
        this.labels = labels;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("usage/secrets", "Secrets of KV mounts that nobody has read for a time.")
                        .field(
                                "unused_for",
                                FieldType.DURATION,
                                "For how long; 0 or absent: all secrets.")
                        .field(
                                "after",
                                FieldType.STRING,
                                "Begins behind this path: the next of the answer before.")
                        .field("limit", FieldType.INT, "At most so many, 1000 and by default.")
                        .on(Operation.READ, this::unused)
                        .build(),
                Route.at("usage/secrets/{path...}", "When, how often and by whom a secret is read.")
                        .on(Operation.READ, this::secret)
                        .build(),
                Route.at("usage/identities/{id...}", "When, how often and what somebody reads.")
                        .on(Operation.READ, this::identity)
                        .build());
    }

    private Response unused(Call call) {
        Duration time = call.duration("unused_for", Duration.ZERO);
        if (time.compareTo(LONGEST) > 0) {
            throw RequestFailure.invalid("unused_for is longer than 36500 days");
        }
        long limit = call.integer("limit", 0);
        Instant before = time.isZero() ? Instant.MAX : call.now().minus(time);
        Usage.Page page =
                usage.unused(
                        call.transaction(),
                        call.mount().namespaceId(),
                        before,
                        call.string("after", ""),
                        limit <= 0 ? MAX_LISTED : (int) Math.min(limit, MAX_LISTED),
                        call.now());
        return Response.of(UsageJson.page(page));
    }

    private Response secret(Call call) {
        Usage.Secret secret =
                usage.secret(
                        call.transaction(),
                        call.mount().namespaceId(),
                        call.path("path"),
                        call.now());
        if (secret == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = UsageJson.secret(secret);
        data.put(
                "metric_label",
                labels.of(call.request().namespace(), secret.mountPath(), secret.below()));
        return Response.of(data);
    }

    private Response identity(Call call) {
        String id = call.path("id");
        Use use = usage.identity(call.transaction(), call.mount().namespaceId(), id);
        if (use == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(UsageJson.identity(id, use));
    }
}
