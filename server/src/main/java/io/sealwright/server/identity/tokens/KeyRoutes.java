package io.sealwright.server.identity.tokens;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.identity.IdentityRoutes;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code oidc/key}: named keys that sign identity tokens. */
@Component
final class KeyRoutes implements IdentityRoutes {
    private static final int MAX_KEYS = 100;
    private static final int MAX_CLIENTS = 1_000;
    private static final int MOST_PERIODS = 10;
    private static final Duration LEAST_ROTATION = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofDays(3_650);

    private final SigningKeys keys;

    KeyRoutes(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("oidc/key/", "Lists the keys.").on(Operation.LIST, this::list).build(),
                Route.at("oidc/key/{name}", "A key that signs identity tokens.")
                        .field(
                                "algorithm",
                                FieldType.STRING,
                                "RS256 if not given; RS384, RS512, ES256, ES384, ES512, EdDSA.")
                        .field(
                                "rotation_period",
                                FieldType.DURATION,
                                "How often another version signs; 24h if not given.")
                        .field(
                                "verification_ttl",
                                FieldType.DURATION,
                                "How long a version stays published after that; 24h if not given.")
                        .field(
                                "allowed_client_ids",
                                FieldType.STRING_LIST,
                                "Client ids of the roles that may use it; * = all.")
                        .existence(call -> find(call) != null)
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, this::delete)
                        .build(),
                Route.at("oidc/key/{name}/rotate", "Makes another version sign from now on.")
                        .field(
                                "verification_ttl",
                                FieldType.DURATION,
                                "How long the one before stays published; the key's if not given.")
                        .on(Operation.UPDATE, this::rotate)
                        .build());
    }

    private @Nullable SigningKey find(Call call) {
        return keys.find(
                call.transaction(),
                call.mount().namespaceId(),
                LoginNames.folded(call.path("name")));
    }

    private Response list(Call call) {
        TreeSet<String> names =
                new TreeSet<>(
                        keys.names(call.transaction(), call.mount().namespaceId(), "", MAX_KEYS));
        names.add(SigningKey.DEFAULT);
        return LoginNames.listed(List.copyOf(names));
    }

    private Response read(Call call) {
        SigningKey key = find(call);
        if (key == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("algorithm", key.algorithm());
        ArrayNode clients = data.putArray("allowed_client_ids");
        key.allowedClients().forEach(clients::add);
        data.put("rotation_period", key.rotationPeriod());
        data.put("verification_ttl", key.verificationTtl());
        return Response.of(data);
    }

    private Response write(Call call) {
        SigningKey stored = find(call);
        SigningKey old =
                stored == null ? SigningKey.draft(LoginNames.folded(call.path("name"))) : stored;
        if (stored == null) {
            requireRoom(call);
        }
        SigningKey changed = changed(call, old);
        boolean other = !changed.algorithm().equals(old.algorithm());
        SigningKey next = other ? changed.emptied() : changed;
        keys.put(call.transaction(), call.mount().namespaceId(), stored, next);
        return Response.empty();
    }

    private void requireRoom(Call call) {
        int there = keys.names(call.transaction(), call.mount().namespaceId(), "", MAX_KEYS).size();
        if (there >= MAX_KEYS) {
            throw RequestFailure.invalid("the limit of " + MAX_KEYS + " keys is reached");
        }
    }

    private static SigningKey changed(Call call, SigningKey old) {
        String algorithm = call.string("algorithm", old.algorithm());
        if (SigningAlgorithm.find(algorithm) == null) {
            throw RequestFailure.invalid(
                    "unknown signing algorithm: it is one of RS256, RS384, RS512, ES256, ES384, ES512, EdDSA");
        }
        Duration rotation = period(call, "rotation_period", old.rotationPeriod());
        if (rotation.compareTo(LEAST_ROTATION) < 0) {
            throw RequestFailure.invalid("rotation_period must be at least one minute");
        }
        Duration verification = period(call, "verification_ttl", old.verificationTtl());
        if (verification.compareTo(rotation.multipliedBy(MOST_PERIODS)) > 0) {
            throw RequestFailure.invalid(
                    "verification_ttl cannot be longer than 10x rotation_period");
        }
        List<String> clients =
                call.has("allowed_client_ids")
                        ? call.strings("allowed_client_ids").stream().distinct().toList()
                        : old.allowedClients();
        if (clients.size() > MAX_CLIENTS) {
            throw RequestFailure.invalid("at most " + MAX_CLIENTS + " allowed_client_ids");
        }
        return old.changed(algorithm, rotation.toSeconds(), verification.toSeconds(), clients);
    }

    private static Duration period(Call call, String field, long otherwise) {
        Duration period = call.duration(field, Duration.ofSeconds(otherwise));
        if (period.isNegative() || period.compareTo(MOST) > 0) {
            throw RequestFailure.invalid(
                    field + " must be positive, and at most " + MOST.toDays() + " days");
        }
        return period;
    }

    private Response delete(Call call) {
        SigningKey key = find(call);
        if (key == null) {
            return Response.empty();
        }
        List<String> users = users(call, key);
        if (!users.isEmpty()) {
            throw RequestFailure.invalid(
                    "unable to delete key \""
                            + key.name()
                            + "\" because it is currently referenced by these roles: "
                            + String.join(", ", users));
        }
        keys.delete(call.transaction(), call.mount().namespaceId(), key);
        return Response.empty();
    }

    private static List<String> users(Call call, SigningKey key) {
        return Roles.all(call.transaction(), call.mount().namespaceId()).stream()
                .filter(role -> role.key().equals(key.name()))
                .map(TokenRole::name)
                .toList();
    }

    private Response rotate(Call call) {
        SigningKey key = find(call);
        if (key == null) {
            throw RequestFailure.invalid("no named key found at \"" + call.path("name") + "\"");
        }
        Duration published = period(call, "verification_ttl", key.verificationTtl());
        keys.rotate(
                call.transaction(),
                call.mount().namespaceId(),
                key,
                published.toSeconds(),
                call.request().once(),
                call.now());
        return Response.empty();
    }
}
