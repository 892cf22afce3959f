package io.sealwright.server.operator;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rekey and root generation with a token: under their own names, and under the older names that
 * some clients use, which want the same token here. What they do is bound to key shares besides; it
 * is no record of the request's transaction.
 */
@Component
final class CeremonyRoutes implements SysRoutes {
    private final Rekey rekey;
    private final GenerateRoot generateRoot;

    CeremonyRoutes(Rekey rekey, GenerateRoot generateRoot) {
        this.rekey = rekey;
        this.generateRoot = generateRoot;
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (String name : List.of("rotate/root", "rekey")) {
            routes.addAll(rekeyRoutes(name));
        }
        for (String name : List.of("generate-root-token", "generate-root")) {
            routes.addAll(generateRoutes(name));
        }
        return routes;
    }

    private List<Route> rekeyRoutes(String name) {
        return List.of(
                guarded(name + "/init", "Starts, shows or cancels replacing the key shares.")
                        .field("secret_shares", FieldType.INT, "How many new shares, 1 to 255.")
                        .field("secret_threshold", FieldType.INT, "How many of them unseal.")
                        .field(
                                "require_verification",
                                FieldType.BOOL,
                                "The new shares count once enough were given back.")
                        .field("pgp_keys", FieldType.STRING_LIST, "Not available yet.")
                        .field(
                                "backup",
                                FieldType.BOOL,
                                "Not available: there are no PGP-encrypted shares.")
                        .field("nonce", FieldType.STRING, "Kept for clients that send it.")
                        .on(Operation.READ, _ -> Response.of(rekey.status()))
                        .on(Operation.UPDATE, this::startRekey)
                        .on(Operation.DELETE, _ -> done(rekey::cancel))
                        .build(),
                update(
                        name + "/update",
                        "Takes one of the old shares.",
                        call ->
                                Response.of(
                                        withShare(
                                                call,
                                                share ->
                                                        rekey.update(
                                                                call.string("nonce", ""),
                                                                share,
                                                                call.request().deadline())))),
                share(name + "/verify", "Takes one of the new shares back.")
                        .on(Operation.READ, _ -> Response.of(rekey.verification()))
                        .on(
                                Operation.UPDATE,
                                call ->
                                        Response.of(
                                                withShare(
                                                        call,
                                                        share ->
                                                                rekey.verify(
                                                                        call.string("nonce", ""),
                                                                        share,
                                                                        call.request()
                                                                                .deadline()))))
                        .on(Operation.DELETE, _ -> done(rekey::restartVerification))
                        .build());
    }

    private List<Route> generateRoutes(String name) {
        return List.of(
                guarded(name + "/attempt", "Starts, shows or cancels making a root token.")
                        .field(
                                "otp",
                                FieldType.STRING,
                                "One-time password of 28 characters; random if empty.")
                        .field("pgp_key", FieldType.STRING, "Not available yet.")
                        .field("nonce", FieldType.STRING, "Kept for clients that send it.")
                        .on(Operation.READ, _ -> Response.of(generateRoot.status()))
                        .on(Operation.UPDATE, this::startGenerate)
                        .on(Operation.DELETE, _ -> done(generateRoot::cancel))
                        .build(),
                update(
                        name + "/update",
                        "Takes one share.",
                        call ->
                                Response.of(
                                        withShare(
                                                call,
                                                share ->
                                                        generateRoot.update(
                                                                call.string("nonce", ""),
                                                                share,
                                                                call.request().deadline())))));
    }

    private static Route.Builder guarded(String pattern, String summary) {
        return Route.at(pattern, summary)
                .sudo(Operation.READ, Operation.CREATE, Operation.UPDATE, Operation.DELETE);
    }

    private static Route.Builder share(String pattern, String summary) {
        return guarded(pattern, summary)
                .field("key", FieldType.STRING, "A key share in hex or base64.")
                .field("nonce", FieldType.STRING, "Of the attempt.");
    }

    private static Route update(String pattern, String summary, Handler handler) {
        return share(pattern, summary).on(Operation.UPDATE, handler).build();
    }

    private Response startRekey(Call call) {
        refusePgp(!call.strings("pgp_keys").isEmpty() || call.bool("backup", false));
        return Response.of(
                rekey.start(
                        (int) call.integer("secret_shares", 0),
                        (int) call.integer("secret_threshold", 0),
                        call.bool("require_verification", false)));
    }

    private Response startGenerate(Call call) {
        refusePgp(!call.string("pgp_key", "").isEmpty());
        return Response.of(generateRoot.start(call.string("otp", "")));
    }

    static void refusePgp(boolean asked) {
        if (asked) {
            throw RequestFailure.invalid("PGP encryption is not available yet");
        }
    }

    /** Works with a key share that is wiped afterwards. */
    @FunctionalInterface
    interface ShareWork {
        ObjectNode with(byte[] share);
    }

    private static ObjectNode withShare(Call call, ShareWork work) {
        return withShare(call.string("key", ""), work);
    }

    static ObjectNode withShare(String key, ShareWork work) {
        if (key.isEmpty()) {
            throw RequestFailure.invalid("'key' must be specified in request body as JSON");
        }
        byte[] share = KeyShares.parse(key);
        try {
            return work.with(share);
        } finally {
            Arrays.fill(share, (byte) 0);
        }
    }

    private static Response done(Runnable work) {
        work.run();
        return Response.empty();
    }
}
