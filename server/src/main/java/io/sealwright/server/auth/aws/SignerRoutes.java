package io.sealwright.server.auth.aws;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RawJson;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.SignerTokens;
import io.sealwright.server.token.TokenSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code keys}, {@code keys/{name}}, its {@code rotate}, and single access keys of it. */
@Component
final class SignerRoutes {
    static final String REGION = "[a-z0-9-]{1,64}";

    private static final String NAME = "name";
    private static final String ACCESS_KEY = "access_key";
    private static final String REGIONS = "regions";
    private static final int MAX_REGIONS = 64;
    private static final Set<String> FOR_KEYS =
            Set.of("token_policies", "token_bound_cidrs", "token_no_default_policy");
    private static final String TTL = "token_ttl";

    private final KeyIndex index;
    private final SignerTokens tokens;
    private final Accounts accounts;
    private final SecureRandom random;

    SignerRoutes(KeyIndex index, SignerTokens tokens, Accounts accounts, SecureRandom random) {
        this.index = index;
        this.tokens = tokens;
        this.accounts = accounts;
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                Route.at("keys/", "Lists the signers.")
                        .fields(LoginNames.LIST_FIELDS)
                        .on(Operation.LIST, call -> LoginNames.list(call, Signers.FOLDER))
                        .build(),
                Route.at(
                                "keys/{name}",
                                "A signer of requests: what it may do; its first access key is issued"
                                        + " with it.")
                        .fields(
                                TokenSettings.FIELDS.stream()
                                        .filter(field -> FOR_KEYS.contains(field.name()))
                                        .toList())
                        .field(
                                TTL,
                                FieldType.DURATION,
                                "How long an access key that is issued from now on is good for;"
                                        + " 0 = without end.")
                        .field(
                                REGIONS,
                                FieldType.STRING_LIST,
                                "Regions that it may sign for, at most "
                                        + MAX_REGIONS
                                        + "; all if empty.")
                        .existence(call -> stored(call) != null)
                        .on(Operation.READ, SignerRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, this::delete)
                        .build(),
                Route.at(
                                "keys/{name}/rotate",
                                "Issues a second access key, which is good beside the first.")
                        .on(Operation.UPDATE, this::rotate)
                        .build(),
                Route.at("keys/{name}/{access_key}", "Ends one access key of a signer.")
                        .on(Operation.DELETE, this::deleteKey)
                        .build());
    }

    private static String name(Call call) {
        return LoginNames.folded(call.path(NAME));
    }

    private static @Nullable Signer stored(Call call) {
        return Signers.find(call.records(), name(call));
    }

    private static Signer required(Call call) {
        Signer signer = stored(call);
        if (signer == null) {
            throw RequestFailure.notFound();
        }
        return signer;
    }

    private static Response read(Call call) {
        Signer signer = required(call);
        TokenSettings settings = signer.token();
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ArrayNode keys = data.putArray("access_keys");
        for (AccessKey key : signer.keys()) {
            ObjectNode shown = keys.addObject();
            shown.put(ACCESS_KEY, key.id());
            times(shown, key);
        }
        data.put("entity_id", signer.entityId());
        data.set(REGIONS, strings(signer.regions()));
        data.set("token_bound_cidrs", strings(settings.boundCidrs()));
        data.put("token_no_default_policy", settings.noDefaultPolicy());
        data.set("token_policies", strings(settings.policies()));
        data.put(TTL, settings.ttl());
        return Response.of(data);
    }

    private static void times(ObjectNode shown, AccessKey key) {
        shown.put("creation_time", Instant.ofEpochMilli(key.createdAt()).toString());
        shown.put(
                "expiration",
                key.expiresAt() == 0 ? "" : Instant.ofEpochMilli(key.expiresAt()).toString());
    }

    private static ArrayNode strings(List<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }

    private Response write(Call call) {
        for (Field field : TokenSettings.FIELDS) {
            String given = field.name();
            if (call.body().has(given) && !FOR_KEYS.contains(given) && !given.equals(TTL)) {
                throw RequestFailure.invalid(
                        given + " is not for access keys: a signed request makes no token");
            }
        }
        Signer old = stored(call);
        TokenSettings settings = (old == null ? TokenSettings.NONE : old.token()).changed(call);
        SignerTokens.requireGrantable(settings);
        Signer signer =
                new Signer(
                        settings,
                        call.has(REGIONS) || old == null ? regions(call) : old.regions(),
                        old == null ? tokens.entity(call, name(call)) : old.entityId(),
                        old == null ? List.of() : old.keys());
        if (signer.keys().isEmpty()) {
            return issue(call, signer);
        }
        Signers.put(call.records(), name(call), signer);
        return Response.empty();
    }

    private static List<String> regions(Call call) {
        List<String> regions = call.strings(REGIONS);
        if (regions.size() > MAX_REGIONS) {
            throw RequestFailure.invalid("regions holds more than " + MAX_REGIONS + " entries");
        }
        if (!regions.stream().allMatch(region -> region.matches(REGION))) {
            throw RequestFailure.invalid(
                    "regions holds something that is no region such as eu-central-1");
        }
        return regions;
    }

    private Response rotate(Call call) {
        Signer signer = required(call);
        if (signer.keys().size() >= Signer.MAX_KEYS) {
            throw RequestFailure.invalid(
                    "there are "
                            + Signer.MAX_KEYS
                            + " access keys already: end the old one first, by DELETE of"
                            + " keys/<name>/<access_key>");
        }
        return issue(call, signer);
    }

    private Response issue(Call call, Signer signer) {
        AccessKey key =
                AccessKey.issued(random, call.now(), Duration.ofSeconds(signer.token().ttl()));
        Signers.put(call.records(), name(call), signer.with(key));
        index.put(call.transaction(), call.mount(), name(call), key.id());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put(ACCESS_KEY, key.id());
        data.putPOJO("secret_key", new RawJson(AccessKey.quoted(key.secret())));
        Account account = accounts.of(call.records());
        data.put("account_id", account.id());
        data.put("region", account.region());
        times(data, key);
        return Response.of(data);
    }

    private Response delete(Call call) {
        Signer signer = stored(call);
        if (signer != null) {
            signer.keys().forEach(key -> index.delete(call.transaction(), key.id()));
            Signers.delete(call.records(), name(call));
        }
        return Response.empty();
    }

    private Response deleteKey(Call call) {
        Signer signer = required(call);
        AccessKey key = signer.key(call.path(ACCESS_KEY));
        if (key == null) {
            throw RequestFailure.notFound();
        }
        index.delete(call.transaction(), key.id());
        Signers.put(call.records(), name(call), signer.without(key.id()));
        return Response.empty();
    }
}
