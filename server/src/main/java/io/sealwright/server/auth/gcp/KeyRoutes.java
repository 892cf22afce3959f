package io.sealwright.server.auth.gcp;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code service-accounts/{name}/keys} and single keys of it. */
@Component
final class KeyRoutes {
    private static final String KEY = "key";
    private static final String TTL = "ttl";
    private static final String FILE = "key file";

    private final KeyIndex index;
    private final TokenUris uris;
    private final SecureRandom random;

    KeyRoutes(KeyIndex index, TokenUris uris, SecureRandom random) {
        this.index = index;
        this.uris = uris;
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                Route.at(
                                "service-accounts/{name}/keys",
                                "Issues a key file as Google's clients read it; it is shown this"
                                        + " once.")
                        .field(
                                TTL,
                                FieldType.DURATION,
                                "How long the key is good for; without end if it is not given.")
                        .on(Operation.UPDATE, this::issue)
                        .build(),
                Route.at("service-accounts/{name}/keys/", "Lists the ids of an account's keys.")
                        .on(Operation.LIST, KeyRoutes::list)
                        .build(),
                Route.at("service-accounts/{name}/keys/{key}", "One key of a service account.")
                        .on(Operation.READ, KeyRoutes::read)
                        .on(Operation.DELETE, this::delete)
                        .build());
    }

    private Response issue(Call call) {
        ServiceAccount account = AccountRoutes.required(call);
        if (account.keys().size() >= ServiceAccount.MAX_KEYS) {
            throw RequestFailure.invalid(
                    "there are "
                            + ServiceAccount.MAX_KEYS
                            + " keys already: end an old one first, by DELETE of"
                            + " service-accounts/<name>/keys/<private_key_id>");
        }
        Duration ttl = call.duration(TTL, Duration.ZERO);
        if (ttl.isNegative()) {
            throw RequestFailure.invalid("ttl is negative");
        }
        // Some tenths of a second of computing, which a conflict should not cost again.
        KeyFile file =
                call.request().once().get(FILE, KeyFile.class, () -> KeyFile.generated(random));
        Project project = Project.of(call.records());
        String name = AccountRoutes.name(call);
        String email = project.email(name);
        String tokenUri = uris.of(call, project);
        AccountKey key =
                new AccountKey(
                        file.id(),
                        email,
                        tokenUri,
                        file.publicKey(),
                        call.now().toEpochMilli(),
                        ttl.isZero() ? 0 : call.now().plus(ttl).toEpochMilli());
        ServiceAccounts.put(call.records(), name, account.with(key));
        index.put(call.transaction(), call.mount(), name, key.id());
        return Response.of(file.content(project, email, account.clientId(), tokenUri));
    }

    private static Response list(Call call) {
        return LoginNames.listed(
                AccountRoutes.required(call).keys().stream().map(AccountKey::id).toList());
    }

    private static AccountKey required(Call call) {
        AccountKey key = AccountRoutes.required(call).key(call.path(KEY));
        if (key == null) {
            throw RequestFailure.notFound();
        }
        return key;
    }

    private static Response read(Call call) {
        AccountKey key = required(call);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("client_email", key.email());
        data.put("creation_time", Instant.ofEpochMilli(key.createdAt()).toString());
        data.put(
                "expiration",
                key.expiresAt() == 0 ? "" : Instant.ofEpochMilli(key.expiresAt()).toString());
        data.put("private_key_id", key.id());
        return Response.of(data);
    }

    private Response delete(Call call) {
        ServiceAccount account = AccountRoutes.required(call);
        AccountKey key = required(call);
        index.delete(call.transaction(), key.id());
        ServiceAccounts.put(call.records(), AccountRoutes.name(call), account.without(key.id()));
        return Response.empty();
    }
}
