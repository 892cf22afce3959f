package io.sealwright.server.lease;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSweep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/leases/*}. The only leases so far are those of tokens. */
@Component
final class LeaseRoutes implements SysRoutes {
    private static final String LEASE_ID = "lease_id";
    private static final String IN_URL = "url_lease_id";

    private final TokenLeases leases;
    private final TokenSweep sweep;

    LeaseRoutes(TokenLeases leases, TokenSweep sweep) {
        this.leases = leases;
        this.sweep = sweep;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("leases", "Lists leases that cannot be revoked.")
                        .field("type", FieldType.STRING, "\"irrevocable\"")
                        .field("limit", FieldType.STRING, "The most leases to list.")
                        .field(
                                "include_child_namespaces",
                                FieldType.BOOL,
                                "Not used: leases are those of the namespace of the request.")
                        .sudo(Operation.READ)
                        .on(Operation.READ, call -> irrevocable(call, true))
                        .build(),
                Route.at("leases/count", "Counts leases that cannot be revoked.")
                        .field("type", FieldType.STRING, "\"irrevocable\"")
                        .field(
                                "include_child_namespaces",
                                FieldType.BOOL,
                                "Not used: leases are those of the namespace of the request.")
                        .on(Operation.READ, call -> irrevocable(call, false))
                        .build(),
                Route.at("leases/lookup", "Shows a lease.")
                        .field(LEASE_ID, FieldType.STRING, "The lease.")
                        .on(Operation.UPDATE, this::lookup)
                        .build(),
                Route.at("leases/lookup/{prefix...}", "Lists leases below a path.")
                        .field("after", FieldType.STRING, "Starts after this name.")
                        .field("limit", FieldType.INT, "The most names to list.")
                        .sudo(Operation.LIST)
                        .on(Operation.LIST, this::list)
                        .build(),
                renewal("leases/renew"),
                renewal("leases/renew/{" + IN_URL + "...}"),
                revocation("leases/revoke"),
                revocation("leases/revoke/{" + IN_URL + "...}"),
                below("leases/revoke-prefix/{prefix...}", this::revokeBelow),
                below("leases/revoke-force/{prefix...}", this::revokeBelow),
                Route.at(
                                "leases/tidy",
                                "Removes what is left of leases that nobody can use any more.")
                        .on(Operation.UPDATE, this::tidy)
                        .build());
    }

    private Route renewal(String pattern) {
        return Route.at(pattern, "Renews a lease.")
                .field(LEASE_ID, FieldType.STRING, "The lease, where the path does not name it.")
                .field("increment", FieldType.DURATION, "How long from now.")
                .on(Operation.UPDATE, this::renew)
                .build();
    }

    private Route revocation(String pattern) {
        return Route.at(pattern, "Revokes a lease.")
                .field(LEASE_ID, FieldType.STRING, "The lease, where the path does not name it.")
                .field(
                        "sync",
                        FieldType.BOOL,
                        "Revocation is always done when the answer is given.")
                .on(Operation.UPDATE, this::revoke)
                .build();
    }

    private static Route below(String pattern, Handler handler) {
        return Route.at(pattern, "Revokes everything that was issued at or below a path.")
                .field(
                        "sync",
                        FieldType.BOOL,
                        "Whether to fail rather than to finish in the background.")
                .sudo(Operation.UPDATE)
                .on(Operation.UPDATE, handler)
                .build();
    }

    /**
     * Revoking a token needs nobody else's help, so that it cannot fail for good: there are none.
     */
    private static Response irrevocable(Call call, boolean listed) {
        if (!call.string("type", "").equals("irrevocable")) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        if (!listed) {
            data.putObject("counts");
        }
        data.put("lease_count", 0);
        if (listed) {
            data.putArray("leases");
        }
        return Response.of(data);
    }

    private Response lookup(Call call) {
        TokenEntry entry =
                leases.find(
                        call.transaction(), call.mount().namespaceId(), leaseId(call), call.now());
        if (entry == null) {
            throw RequestFailure.invalid("invalid lease");
        }
        long renewed = entry.lastRenewalTime();
        Instant expires = Instant.ofEpochMilli(entry.expireTime());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("expire_time", expires.toString());
        data.put("id", leaseId(call));
        data.put("issue_time", Instant.ofEpochSecond(entry.creationTime()).toString());
        data.put("last_renewal", renewed == 0 ? null : Instant.ofEpochSecond(renewed).toString());
        data.put("path", entry.path());
        data.put("renewable", entry.renewable());
        data.put("ttl", Math.max(0, Duration.between(call.now(), expires).toSeconds()));
        return Response.of(data);
    }

    private Response list(Call call) {
        String prefix = call.path("prefix");
        String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        long limit = call.integer("limit", 0);
        int bound =
                limit <= 0 ? TokenLeases.MAX_LISTED : (int) Math.min(limit, TokenLeases.MAX_LISTED);
        List<String> names =
                leases.list(
                        call.transaction(),
                        call.mount().namespaceId(),
                        folder,
                        call.string("after", ""),
                        bound,
                        call.now());
        if (names.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ArrayNode keys = data.putArray("keys");
        names.forEach(keys::add);
        Response response = Response.of(data);
        return names.size() == TokenLeases.MAX_LISTED
                ? response.withWarning(
                        "There are more leases; list again with \"after\" set to the last name.")
                : response;
    }

    private Response renew(Call call) {
        if (leases.find(call.transaction(), call.mount().namespaceId(), leaseId(call), call.now())
                == null) {
            throw RequestFailure.invalid("lease not found");
        }
        throw RequestFailure.invalid("tokens cannot be renewed through this endpoint");
    }

    private Response revoke(Call call) {
        TokenEntry entry =
                leases.find(
                        call.transaction(), call.mount().namespaceId(), leaseId(call), call.now());
        if (entry != null) {
            leases.revoke(call.transaction(), entry, call.now());
        }
        return Response.empty();
    }

    private Response revokeBelow(Call call) {
        String prefix = call.path("prefix");
        if (prefix.isEmpty() || prefix.endsWith("/")) {
            throw RequestFailure.invalid("cannot write to a path ending in '/'");
        }
        if (sweep.revokeBelow(call.transaction(), call.mount().namespaceId(), prefix, call.now())) {
            return Response.empty();
        }
        if (call.bool("sync", false)) {
            throw RequestFailure.invalid(
                    "there are too many for one transaction; try again without \"sync\", and they "
                            + "are revoked in the background");
        }
        return Response.empty()
                .withWarning(
                        "There are too many for one transaction; the rest is revoked in the background.")
                .withStatus(202);
    }

    private Response tidy(Call call) {
        sweep.tidy(call.transaction(), call.now());
        return Response.empty()
                .withWarning("Tidy operation successfully started. It goes on in the background.")
                .withStatus(202);
    }

    private static String leaseId(Call call) {
        boolean inUrl = call.route().pattern().contains(IN_URL);
        String id = inUrl ? call.path(IN_URL) : call.string(LEASE_ID, "");
        if (id.isEmpty()) {
            throw RequestFailure.invalid("lease_id must be specified");
        }
        return id;
    }
}
