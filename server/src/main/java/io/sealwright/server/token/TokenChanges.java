package io.sealwright.server.token;

import io.sealwright.policy.Operation;
import io.sealwright.server.identity.Identities;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** {@code auth/token/renew*}, {@code revoke*} and {@code tidy}. */
@Component
final class TokenChanges {
    private final TokenStore tokens;
    private final TokenRoles roles;
    private final TokenSweep sweep;
    private final Identities identities;

    TokenChanges(TokenStore tokens, TokenRoles roles, TokenSweep sweep, Identities identities) {
        this.tokens = tokens;
        this.roles = roles;
        this.sweep = sweep;
        this.identities = identities;
    }

    List<Route> routes() {
        return List.of(
                renewal("renew", "Renews a token.", "token", this::renew),
                renewal("renew-self", "Renews the caller's token.", "token", this::renewSelf),
                renewal(
                        "renew-accessor",
                        "Renews the token of an accessor.",
                        "accessor",
                        this::renewAccessor),
                revocation("revoke", "Revokes a token and its children.", "token", this::revoke),
                revocation(
                        "revoke-self",
                        "Revokes the caller's token and its children.",
                        "token",
                        this::revokeSelf),
                revocation(
                        "revoke-accessor",
                        "Revokes the token of an accessor.",
                        "accessor",
                        this::revokeAccessor),
                revocation(
                        "revoke-orphan",
                        "Revokes a token, not its children.",
                        "token",
                        this::revokeOrphan),
                Route.at("tidy", "Removes what is left of tokens that cannot be used any more.")
                        .on(Operation.UPDATE, this::tidy)
                        .build());
    }

    private static Route renewal(String pattern, String summary, String subject, Handler handler) {
        return Route.at(pattern, summary)
                .field(subject, FieldType.STRING, "What to renew.")
                .field(
                        "increment",
                        FieldType.DURATION,
                        "How long from now; as the last time if not given.")
                .on(Operation.UPDATE, handler)
                .build();
    }

    private static Route revocation(
            String pattern, String summary, String subject, Handler handler) {
        return Route.at(pattern, summary)
                .field(subject, FieldType.STRING, "What to revoke.")
                .on(Operation.UPDATE, handler)
                .build();
    }

    private Response renew(Call call) {
        String token = TokenFields.required(call, "token", TokenFields.missingToken());
        TokenEntry entry = TokenFields.byId(call, tokens, token);
        if (entry == null) {
            throw RequestFailure.invalid("token not found");
        }
        return renew(call, entry, token);
    }

    private Response renewSelf(Call call) {
        return renew(call, call.caller().token(), call.request().token());
    }

    private Response renewAccessor(Call call) {
        return renew(call, TokenFields.byAccessor(call, tokens), "");
    }

    private Response renew(Call call, TokenEntry entry, String token) {
        Duration increment = TokenFields.duration(call, "increment");
        Mounted issuer = tokens.issuer(call.transaction(), entry);
        if (issuer != null) {
            return renewLogin(call, entry, token, increment, issuer);
        }
        LeaseLimits limits =
                entry.path().startsWith(call.mount().path())
                        ? tokens.limits().tuned(call.mount().config())
                        : tokens.limits();
        return tokens.renew(
                        call.transaction(),
                        entry,
                        token,
                        increment,
                        lifetime(call, entry),
                        limits,
                        call.now())
                .knownAs(TokenFields.identity(call, identities, entry))
                .response();
    }

    /** What its auth method says now holds, also for how long it lives if nothing is asked for. */
    private Response renewLogin(
            Call call, TokenEntry entry, String token, Duration increment, Mounted issuer) {
        EngineContext context = new EngineContext(call.transaction(), issuer.mount(), call.now());
        TokenSettings settings = issuer.type().renewal(context, entry, call.request());
        LeaseLimits limits = tokens.limits().tuned(issuer.mount().config());
        return tokens.renew(
                        call.transaction(),
                        entry,
                        token,
                        Ttl.given(increment) ? increment : settings.usualTtl(limits),
                        new TokenSpec.Lifetime(
                                Duration.ofSeconds(settings.period()),
                                Duration.ofSeconds(entry.explicitMaxTtl())),
                        settings.within(limits),
                        call.now())
                .knownAs(TokenFields.identity(call, identities, entry))
                .response();
    }

    /** A role's values hold as they are now, if they are the stricter ones. */
    private TokenSpec.Lifetime lifetime(Call call, TokenEntry entry) {
        Duration period = Duration.ofSeconds(entry.period());
        Duration max = Duration.ofSeconds(entry.explicitMaxTtl());
        if (entry.role().isEmpty()) {
            return new TokenSpec.Lifetime(period, max);
        }
        TokenRole role = roles.find(call.transaction(), entry.namespace(), entry.role());
        if (role == null) {
            throw RequestFailure.invalid(
                    "the token's role does not exist any more, so it cannot be renewed");
        }
        return new TokenSpec.Lifetime(
                stricter(period, role.periodInForce()), stricter(max, role.maxInForce()));
    }

    private static Duration stricter(Duration own, Duration roles) {
        if (!Ttl.given(own) || !Ttl.given(roles)) {
            return Ttl.given(own) ? own : roles;
        }
        return Ttl.lesser(own, roles);
    }

    private Response revoke(Call call) {
        String token = TokenFields.required(call, "token", TokenFields.missingToken());
        TokenEntry entry = TokenFields.byId(call, tokens, token);
        if (entry != null) {
            tokens.revoke(call.transaction(), entry, call.now());
        }
        return Response.empty();
    }

    private Response revokeSelf(Call call) {
        tokens.revoke(call.transaction(), call.caller().token(), call.now());
        return Response.empty();
    }

    private Response revokeAccessor(Call call) {
        String accessor =
                TokenFields.required(call, "accessor", TokenFields.failed("missing accessor"));
        TokenEntry entry =
                tokens.findByAccessor(
                        call.transaction(), call.mount().namespaceId(), accessor, call.now());
        if (entry == null) {
            return Response.empty().withWarning("No token found with this accessor");
        }
        tokens.revoke(call.transaction(), entry, call.now());
        return Response.empty();
    }

    private Response revokeOrphan(Call call) {
        boolean sudo = call.caller().decide(call.request()).rootPrivs();
        String token = TokenFields.required(call, "token", TokenFields.missingToken());
        if (!sudo) {
            throw RequestFailure.invalid("root or sudo privileges required to revoke and orphan");
        }
        TokenEntry entry = TokenFields.byId(call, tokens, token);
        if (entry == null) {
            throw RequestFailure.invalid("token to revoke not found");
        }
        tokens.revokeOrphaning(call.transaction(), entry, call.now());
        return Response.empty();
    }

    private Response tidy(Call call) {
        sweep.tidy(call.transaction(), call.now());
        return Response.empty()
                .withWarning("Tidy operation successfully started. It goes on in the background.")
                .withStatus(202);
    }
}
