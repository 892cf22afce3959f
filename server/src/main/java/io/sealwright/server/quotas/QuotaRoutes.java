package io.sealwright.server.quotas;

import io.sealwright.policy.Operation;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/quotas/rate-limit}. */
@Component
final class QuotaRoutes implements SysRoutes {
    private static final int MAX_NAME = 256;
    private static final double MAX_RATE = 1e9;
    private static final Duration MAX_INTERVAL = Duration.ofDays(365);

    private final Quotas quotas;
    // Asked late: the mount table needs the engine types, and this is a part of one.
    private final ObjectProvider<Mounts> mounts;

    QuotaRoutes(Quotas quotas, ObjectProvider<Mounts> mounts) {
        this.quotas = quotas;
        this.mounts = mounts;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("quotas/rate-limit", "Lists the names of the rate limits.")
                        .field("after", FieldType.STRING, "Starts after this name.")
                        .field("limit", FieldType.INT, "The most names to list.")
                        .on(Operation.LIST, this::list)
                        .build(),
                Route.at("quotas/rate-limit/{name}", "Reads, writes or deletes a rate limit.")
                        .field("path", FieldType.STRING, "Mount or path; empty for all requests.")
                        .field("role", FieldType.STRING, "With a mount: logins with this role.")
                        .field("rate", FieldType.ANY, "Requests of one address in an interval.")
                        .field("interval", FieldType.DURATION, "One second if not given.")
                        .field(
                                "block_interval",
                                FieldType.DURATION,
                                "How long an address is refused once it was over the limit.")
                        .field(
                                "inheritable",
                                FieldType.BOOL,
                                "Kept and shown. A limit without a path is for all namespaces anyway.")
                        .field("type", FieldType.STRING, "Ignored.")
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, this::delete)
                        .build());
    }

    private Response list(Call call) {
        long limit = call.integer("limit", 0);
        int most = limit <= 0 ? Quotas.MAX : (int) Math.min(limit, Quotas.MAX);
        List<String> names =
                quotas.names(
                        call.transaction(),
                        call.mount().namespaceId(),
                        call.string("after", ""),
                        most);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        var keys = data.putArray("keys");
        names.stream().filter(name -> living(call, name) != null).forEach(keys::add);
        if (keys.isEmpty()) {
            throw RequestFailure.notFound();
        }
        return Response.of(data);
    }

    private Response read(Call call) {
        RateLimitQuota quota = living(call, call.path("name"));
        if (quota == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("block_interval", quota.blockInterval())
                .put("inheritable", quota.inheritable())
                .put("interval", quota.interval())
                .put("name", quota.name())
                .put("path", path(call, quota));
        if (quota.rate() == Math.rint(quota.rate())) {
            data.put("rate", (long) quota.rate());
        } else {
            data.put("rate", quota.rate());
        }
        return Response.of(data.put("role", quota.role()).put("type", "rate-limit"));
    }

    /** Null if there is none, or its mount is gone. */
    private @Nullable RateLimitQuota living(Call call, String name) {
        RateLimitQuota quota = quotas.find(call.transaction(), call.mount().namespaceId(), name);
        return quota == null || (!quota.global() && mount(call, quota) == null) ? null : quota;
    }

    private @Nullable Mounted mount(Call call, RateLimitQuota quota) {
        return mounts.getObject()
                .table(call.transaction(), call.mount().namespaceId())
                .byAccessor(quota.mount());
    }

    private String path(Call call, RateLimitQuota quota) {
        Mounted mounted = mount(call, quota);
        return mounted == null ? "" : mounted.mount().path() + quota.below();
    }

    private Response write(Call call) {
        String name = call.path("name");
        if (name.length() > MAX_NAME) {
            throw RequestFailure.invalid("the name is longer than " + MAX_NAME + " characters");
        }
        double rate = rate(call);
        QuotaTarget target =
                QuotaTarget.of(
                        mounts.getObject().table(call.transaction(), call.mount().namespaceId()),
                        call.string("path", ""),
                        call.string("role", ""));
        removeThoseOfGoneMounts(call);
        quotas.put(
                call.transaction(),
                call.mount().namespaceId(),
                new RateLimitQuota(
                        name,
                        target.accessor(),
                        target.below(),
                        target.role(),
                        rate,
                        Math.max(1, seconds(call, "interval")),
                        seconds(call, "block_interval"),
                        call.bool("inheritable", target.mounted() == null)));
        return Response.empty();
    }

    private void removeThoseOfGoneMounts(Call call) {
        int namespace = call.mount().namespaceId();
        for (String name : quotas.names(call.transaction(), namespace, "", Quotas.MAX)) {
            if (living(call, name) == null) {
                quotas.delete(call.transaction(), namespace, name);
            }
        }
    }

    private static double rate(Call call) {
        JsonNode sent = call.any("rate");
        double rate = sent == null ? 0 : sent.isNumber() ? sent.doubleValue() : parsed(sent);
        // Not a number fails every comparison.
        if (!(rate > 0 && rate <= MAX_RATE)) {
            throw RequestFailure.invalid("'rate' is invalid");
        }
        return rate;
    }

    private static double parsed(JsonNode sent) {
        try {
            return sent.isString() ? Double.parseDouble(sent.stringValue()) : 0;
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static long seconds(Call call, String name) {
        Duration duration = call.duration(name, Duration.ZERO);
        if (duration.compareTo(MAX_INTERVAL) > 0) {
            throw RequestFailure.invalid(name + " is longer than 365 days");
        }
        return duration.toSeconds();
    }

    private Response delete(Call call) {
        quotas.delete(call.transaction(), call.mount().namespaceId(), call.path("name"));
        return Response.empty();
    }
}
