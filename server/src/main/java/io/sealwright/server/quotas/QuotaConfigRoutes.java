package io.sealwright.server.quotas;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/quotas/config}. As with the peer, what a write does not name is off or empty. */
@Component
final class QuotaConfigRoutes implements SysRoutes {
    private static final int MAX_EXEMPT = 256;

    private final Quotas quotas;

    QuotaConfigRoutes(Quotas quotas) {
        this.quotas = quotas;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("quotas/config", "What holds for all rate limits.")
                        .field(
                                "enable_rate_limit_audit_logging",
                                FieldType.BOOL,
                                "Whether refused requests get audit lines.")
                        .field(
                                "enable_rate_limit_response_headers",
                                FieldType.BOOL,
                                "Whether answers say what is left.")
                        .field(
                                "rate_limit_exempt_paths",
                                FieldType.STRING_LIST,
                                "Beginnings of paths that are never limited.")
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .build());
    }

    private Response read(Call call) {
        QuotaConfig config = quotas.config(call.transaction(), call.mount().namespaceId());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("enable_rate_limit_audit_logging", config.auditLogging());
        data.put("enable_rate_limit_response_headers", config.responseHeaders());
        config.exemptPaths().forEach(data.putArray("rate_limit_exempt_paths")::add);
        return Response.of(data);
    }

    private Response write(Call call) {
        List<String> exempt = call.strings("rate_limit_exempt_paths");
        if (exempt.size() > MAX_EXEMPT) {
            throw RequestFailure.invalid("at most " + MAX_EXEMPT + " exempt paths");
        }
        quotas.putConfig(
                call.transaction(),
                call.mount().namespaceId(),
                new QuotaConfig(
                        call.bool("enable_rate_limit_audit_logging", false),
                        call.bool("enable_rate_limit_response_headers", false),
                        exempt));
        return Response.empty();
    }
}
