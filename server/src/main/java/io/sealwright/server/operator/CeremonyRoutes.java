package io.sealwright.server.operator;

import io.sealwright.policy.Decision;
import io.sealwright.policy.Operation;
import io.sealwright.server.config.OperatorSettings;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Rekey and root generation: with a token under their own names; under the older names with the
 * same token, or without one where {@code sealwright.operator.unauthenticated-root-operations} says
 * so. What they do is bound to key shares besides, and is no record of the request's transaction.
 * Every way is audited.
 */
@Component
final class CeremonyRoutes implements SysRoutes {
    private final Rekey rekey;
    private final GenerateRoot generateRoot;
    private final OncePerRequest once;
    private final boolean open;

    CeremonyRoutes(
            Rekey rekey,
            GenerateRoot generateRoot,
            OncePerRequest once,
            OperatorSettings settings) {
        this.rekey = rekey;
        this.generateRoot = generateRoot;
        this.once = once;
        this.open = settings.unauthenticatedRootOperations();
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.addAll(rekeyRoutes("rotate/root", false));
        routes.addAll(rekeyRoutes("rekey", open));
        routes.addAll(generateRoutes("generate-root-token", false));
        routes.addAll(generateRoutes("generate-root", open));
        return routes;
    }

    private List<Route> rekeyRoutes(String name, boolean tokenless) {
        return List.of(
                start(
                                name + "/init",
                                "Starts, shows or cancels replacing the key shares.",
                                tokenless)
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
                        .on(Operation.READ, _ -> Response.of(rekey.status()))
                        .on(Operation.UPDATE, once.of(this::startRekey))
                        .on(
                                Operation.DELETE,
                                once.of(call -> cancel(call, rekey::cancel, rekey::cancel)))
                        .build(),
                share(name + "/update", "Takes one of the old shares.", tokenless)
                        .on(
                                Operation.UPDATE,
                                once.of(
                                        shareHandler((call, key) ->
                                                rekey.update(
                                                        call.string("nonce", ""),
                                                        key,
                                                        call.request().deadline()))))
                        .build(),
                share(name + "/verify", "Takes one of the new shares back.", tokenless)
                        .on(Operation.READ, _ -> Response.of(rekey.verification()))
                        .on(
                                Operation.UPDATE,
                                once.of(
                                        shareHandler((call, key) ->
                                                Response.of(
                                                        rekey.verify(
                                                                call.string("nonce", ""),
                                                                key,
                                                                call.request().deadline())))))
                        .on(Operation.DELETE, once.of(this::restartVerification))
                        .build(),
                guarded(
                                name + "/backup",
                                "PGP-encrypted copies of the shares: there are none.",
                                false)
                        .on(
                                Operation.READ,
                                _ -> {
                                    throw RequestFailure.invalid("no backed-up keys found");
                                })
                        .on(Operation.DELETE, _ -> Response.empty())
                        .build());
    }

    private List<Route> generateRoutes(String name, boolean tokenless) {
        return List.of(
                start(name + "/attempt", "Starts, shows or cancels making a root token.", tokenless)
                        .field(
                                "otp",
                                FieldType.STRING,
                                "One-time password of 28 characters; random if empty.")
                        .field("pgp_key", FieldType.STRING, "Not available yet.")
                        .on(Operation.READ, _ -> Response.of(generateRoot.status()))
                        .on(Operation.UPDATE, once.of(this::startGenerate))
                        .on(
                                Operation.DELETE,
                                once.of(call ->
                                        cancel(call, generateRoot::cancel, generateRoot::cancel)))
                        .build(),
                share(name + "/update", "Takes one share.", tokenless)
                        .on(
                                Operation.UPDATE,
                                once.of(
                                        shareHandler((call, key) ->
                                                Response.of(
                                                        generateRoot.update(
                                                                call.string("nonce", ""),
                                                                key,
                                                                call.request().deadline())))))
                        .build());
    }

    private static Route.Builder guarded(String pattern, String summary, boolean tokenless) {
        Route.Builder route = Route.at(pattern, summary);
        return tokenless
                ? route.unauthenticated()
                : route.sudo(Operation.READ, Operation.CREATE, Operation.UPDATE, Operation.DELETE);
    }

    private static Route.Builder start(String pattern, String summary, boolean tokenless) {
        return guarded(pattern, summary, tokenless)
                .field(
                        "nonce",
                        FieldType.STRING,
                        "Of the attempt to cancel; a sudo token needs none.");
    }

    private static Route.Builder share(String pattern, String summary, boolean tokenless) {
        return guarded(pattern, summary, tokenless)
                .field("key", FieldType.STRING, "A key share in hex or base64.")
                .field("nonce", FieldType.STRING, "Of the attempt.");
    }

    private Response startRekey(Call call) {
        refusePgp(!call.strings("pgp_keys").isEmpty() || call.bool("backup", false));
        return Response.of(
                rekey.start(
                        count(call.integer("secret_shares", 0)),
                        count(call.integer("secret_threshold", 0)),
                        call.bool("require_verification", false)));
    }

    /** Out of range stays out of range. */
    private static int count(long value) {
        return (int) Math.clamp(value, -1, 1_000);
    }

    private Response startGenerate(Call call) {
        refusePgp(!call.string("pgp_key", "").isEmpty());
        return Response.of(generateRoot.start(call.string("otp", "")));
    }

    private Response restartVerification(Call call) {
        if (!sudo(call)) {
            rekey.requireVerificationNonce(call.string("nonce", ""));
        }
        return Response.of(rekey.restartVerification());
    }

    private static void refusePgp(boolean asked) {
        if (asked) {
            throw RequestFailure.invalid("PGP encryption is not available yet");
        }
    }

    private static Response cancel(Call call, Runnable any, Consumer<String> ofNonce) {
        if (sudo(call)) {
            any.run();
        } else {
            ofNonce.accept(call.string("nonce", ""));
        }
        return Response.empty();
    }

    private static boolean sudo(Call call) {
        Caller caller = call.callerIfAny();
        if (caller == null) {
            return false;
        }
        Decision decision = caller.decide(call.request());
        return decision.allowed() && decision.rootPrivs();
    }

    /** Works with a key share that is wiped afterwards. */
    @FunctionalInterface
    private interface ShareWork {
        Response with(Call call, byte[] share);
    }

    private static Handler shareHandler(ShareWork work) {
        return call -> {
            String key = call.string("key", "");
            if (key.isEmpty()) {
                throw RequestFailure.invalid("'key' must be specified in request body as JSON");
            }
            byte[] share = KeyShares.parse(key);
            try {
                return work.with(call, share);
            } finally {
                Arrays.fill(share, (byte) 0);
            }
        };
    }
}
