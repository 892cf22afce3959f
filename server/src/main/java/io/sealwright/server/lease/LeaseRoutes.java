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
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/leases/*}: the leases of tokens, and of what secret engines made. */
@Component
final class LeaseRoutes implements SysRoutes {
    private static final String LEASE_ID = "lease_id";
    private static final String IN_URL = "url_lease_id";

    private final TokenLeases leases;
    private final TokenSweep sweep;
    private final SecretLeases secrets;
    private final LeaseEnds ends;
    private final IrrevocableLeases irrevocable;

    LeaseRoutes(
            TokenLeases leases,
            TokenSweep sweep,
            SecretLeases secrets,
            LeaseEnds ends,
            IrrevocableLeases irrevocable) {
        this.leases = leases;
        this.sweep = sweep;
        this.secrets = secrets;
        this.ends = ends;
        this.irrevocable = irrevocable;
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
                        .on(Operation.READ, irrevocable::list)
                        .build(),
                Route.at("leases/count", "Counts leases that cannot be revoked.")
                        .field("type", FieldType.STRING, "\"irrevocable\"")
                        .field(
                                "include_child_namespaces",
                                FieldType.BOOL,
                                "Not used: leases are those of the namespace of the request.")
                        .on(Operation.READ, irrevocable::count)
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
                below("leases/revoke-prefix/{prefix...}", call -> revokeBelow(call, false)),
                below("leases/revoke-force/{prefix...}", call -> revokeBelow(call, true)),
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
                        "Whether to answer only when what it guards has ended.")
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

    private Response lookup(Call call) {
        String id = leaseId(call);
        StoredLease secret =
                secrets.find(call.transaction(), call.mount().namespaceId(), id, call.now());
        if (secret != null) {
            return shown(call, secret);
        }
        TokenEntry entry =
                leases.find(call.transaction(), call.mount().namespaceId(), id, call.now());
        if (entry == null) {
            throw RequestFailure.invalid("invalid lease");
        }
        Instant expires = Instant.ofEpochMilli(entry.expireTime());
        ObjectNode data =
                times(
                        call,
                        expires,
                        Instant.ofEpochSecond(entry.creationTime()),
                        entry.lastRenewalTime());
        data.put("path", entry.path());
        return Response.of(withTtl(call, data, entry.renewable(), expires));
    }

    private static Response shown(Call call, StoredLease lease) {
        ObjectNode data =
                times(call, lease.expiry(), Instant.ofEpochMilli(lease.issued()), lease.renewed());
        return Response.of(withTtl(call, data, lease.renewable(), lease.expiry()));
    }

    private static ObjectNode times(Call call, Instant expires, Instant issued, long renewed) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("expire_time", expires.toString());
        data.put("id", leaseId(call));
        data.put("issue_time", issued.toString());
        data.put("last_renewal", renewed == 0 ? null : Instant.ofEpochSecond(renewed).toString());
        return data;
    }

    private static ObjectNode withTtl(
            Call call, ObjectNode data, boolean renewable, Instant expires) {
        data.put("renewable", renewable);
        data.put("ttl", Math.max(0, Duration.between(call.now(), expires).toSeconds()));
        return data;
    }

    private Response list(Call call) {
        String prefix = call.path("prefix");
        String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        long limit = call.integer("limit", 0);
        int bound =
                limit <= 0 ? TokenLeases.MAX_LISTED : (int) Math.min(limit, TokenLeases.MAX_LISTED);
        List<String> names = names(call, folder, call.string("after", ""), bound);
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

    /** Of both kinds, in order. */
    private List<String> names(Call call, String folder, String after, int bound) {
        int namespace = call.mount().namespaceId();
        TreeSet<String> names =
                new TreeSet<>(
                        leases.list(
                                call.transaction(), namespace, folder, after, bound, call.now()));
        names.addAll(LeaseRecords.list(call.transaction(), namespace, folder, after, bound));
        return names.stream().limit(bound).toList();
    }

    private Response renew(Call call) {
        int namespace = call.mount().namespaceId();
        String id = leaseId(call);
        StoredLease secret = secrets.find(call.transaction(), namespace, id, call.now());
        if (secret != null) {
            SecretLeases.Renewed renewed =
                    secrets.renew(call, secret, call.duration("increment", Duration.ZERO));
            Response response = Response.empty().withStatus(200).withLease(renewed.grant());
            for (String warning : renewed.ttl().warnings()) {
                response = response.withWarning(warning);
            }
            return response;
        }
        if (leases.find(call.transaction(), namespace, id, call.now()) == null) {
            throw RequestFailure.invalid("lease not found");
        }
        throw RequestFailure.invalid("tokens cannot be renewed through this endpoint");
    }

    private Response revoke(Call call) {
        int namespace = call.mount().namespaceId();
        String id = leaseId(call);
        StoredLease secret = secrets.find(call.transaction(), namespace, id, call.now());
        if (secret != null && call.bool("sync", false)) {
            ends.now(call, secret);
        } else if (secret != null) {
            ends.soon(call, secret);
        }
        TokenEntry entry = leases.find(call.transaction(), namespace, id, call.now());
        if (entry != null) {
            leases.revoke(call.transaction(), entry, call.now());
        }
        return Response.empty();
    }

    private Response revokeBelow(Call call, boolean force) {
        String prefix = call.path("prefix");
        if (prefix.isEmpty() || prefix.endsWith("/")) {
            throw RequestFailure.invalid("cannot write to a path ending in '/'");
        }
        boolean tokensGone =
                sweep.revokeBelow(
                        call.transaction(), call.mount().namespaceId(), prefix, call.now());
        if (ends.below(call, prefix, force) && tokensGone) {
            return Response.empty();
        }
        if (call.bool("sync", false)) {
            throw RequestFailure.invalid(
                    "there are too many for one request; try again without \"sync\", and they "
                            + "are revoked in the background");
        }
        return Response.empty()
                .withWarning(
                        "There are too many for one request; the rest is revoked in the background.")
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
