package io.sealwright.server.auth.gcp;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.SignerTokens;
import io.sealwright.server.token.TokenSettings;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code service-accounts} and {@code service-accounts/{name}}. */
@Component
final class AccountRoutes {
    static final String NAME = "name";

    private static final String TTL = "token_ttl";
    private static final int CLIENT_ID_DIGITS = 21;

    /** As Google's, but for the least length. */
    private static final Pattern ACCOUNT = Pattern.compile("[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?");

    private static final Set<String> FOR_ACCOUNTS =
            Set.of("token_policies", "token_bound_cidrs", "token_no_default_policy");

    private final KeyIndex index;
    private final SignerTokens tokens;
    private final SecureRandom random;

    AccountRoutes(KeyIndex index, SignerTokens tokens, SecureRandom random) {
        this.index = index;
        this.tokens = tokens;
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                Route.at("service-accounts/", "Lists the service accounts.")
                        .fields(LoginNames.LIST_FIELDS)
                        .on(Operation.LIST, call -> LoginNames.list(call, ServiceAccounts.FOLDER))
                        .build(),
                Route.at("service-accounts/{name}", "A service account: what it may do.")
                        .fields(
                                TokenSettings.FIELDS.stream()
                                        .filter(field -> FOR_ACCOUNTS.contains(field.name()))
                                        .toList())
                        .field(
                                TTL,
                                FieldType.DURATION,
                                "How long a token lives that is exchanged for what a key signed,"
                                        + " at most 1h, which it is if nothing is said.")
                        .existence(call -> find(call) != null)
                        .on(Operation.READ, AccountRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, this::delete)
                        .build());
    }

    /**
     * @throws RequestFailure if it cannot be the name of a service account
     */
    static String name(Call call) {
        String name = call.path(NAME);
        if (!ACCOUNT.matcher(name).matches()) {
            throw RequestFailure.invalid(
                    "a service account's name has up to 30 small letters, digits and dashes, with a"
                            + " letter first and no dash last");
        }
        return name;
    }

    private static @Nullable ServiceAccount find(Call call) {
        return ServiceAccounts.find(call.records(), name(call));
    }

    /**
     * @throws RequestFailure not found, if there is no such account
     */
    static ServiceAccount required(Call call) {
        ServiceAccount account = find(call);
        if (account == null) {
            throw RequestFailure.notFound();
        }
        return account;
    }

    private static Response read(Call call) {
        ServiceAccount account = required(call);
        TokenSettings settings = account.token();
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("client_email", Project.of(call.records()).email(name(call)));
        data.put("client_id", account.clientId());
        data.put("entity_id", account.entityId());
        data.set("keys", strings(account.keys().stream().map(AccountKey::id).toList()));
        data.set("token_bound_cidrs", strings(settings.boundCidrs()));
        data.put("token_no_default_policy", settings.noDefaultPolicy());
        data.set("token_policies", strings(settings.policies()));
        data.put(TTL, settings.ttl());
        return Response.of(data);
    }

    static ArrayNode strings(List<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }

    private Response write(Call call) {
        for (Field field : TokenSettings.FIELDS) {
            String given = field.name();
            if (call.body().has(given) && !FOR_ACCOUNTS.contains(given) && !given.equals(TTL)) {
                throw RequestFailure.invalid(
                        given
                                + " is not for service accounts: what their keys sign is good for"
                                + " itself, without a token");
            }
        }
        ServiceAccount old = find(call);
        TokenSettings settings = (old == null ? TokenSettings.NONE : old.token()).changed(call);
        SignerTokens.requireGrantable(settings);
        if (settings.ttl() > Assertion.LONGEST) {
            throw RequestFailure.invalid(
                    "token_ttl is at most 1h: clients ask for another token by themselves");
        }
        ServiceAccount account =
                old == null
                        ? new ServiceAccount(
                                settings, tokens.entity(call, name(call)), clientId(), List.of())
                        : new ServiceAccount(settings, old.entityId(), old.clientId(), old.keys());
        ServiceAccounts.put(call.records(), name(call), account);
        return Response.empty();
    }

    private String clientId() {
        StringBuilder digits = new StringBuilder("1");
        while (digits.length() < CLIENT_ID_DIGITS) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }

    private Response delete(Call call) {
        ServiceAccount account = find(call);
        if (account != null) {
            account.keys().forEach(key -> index.delete(call.transaction(), key.id()));
            ServiceAccounts.delete(call.records(), name(call));
        }
        return Response.empty();
    }
}
