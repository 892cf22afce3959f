package io.sealwright.server.auth.jwt;

import io.sealwright.policy.Operation;
import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.BoundAddresses;
import io.sealwright.server.token.LoginTokens;
import io.sealwright.storage.barrier.Decoded;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** {@code login}: a token of the provider for one of ours. */
@Component
final class JwtLogin {
    private static final String NOT_VALID = "error validating token: ";

    /** The signature is checked once for each configuration, however often the transaction runs. */
    private record Verified(long configuration) {}

    private final TrustedProviders providers;
    private final JwtLogins logins;

    JwtLogin(TrustedProviders providers, JwtLogins logins) {
        this.providers = providers;
        this.logins = logins;
    }

    Route route() {
        return Route.at("login", "Logs in with a token of the provider.")
                .field("role", FieldType.LOWER_STRING, "Which role; the default one if not given.")
                .field("jwt", FieldType.STRING, "The provider's token.")
                .unauthenticated()
                .on(Operation.UPDATE, this::login)
                .build();
    }

    private Response login(Call call) {
        return logins.issue(call, identified(call));
    }

    /** Whose token it is, if the role lets it in. */
    LoginTokens.Login identified(Call call) {
        Decoded<Config> config = Config.find(call.records());
        if (config == null) {
            throw RequestFailure.invalid("could not load configuration");
        }
        RoleChoice choice = RoleChoice.of(call, config);
        Role role = choice.role();
        if (role.isFor("oidc")) {
            throw RequestFailure.invalid("role with oidc role_type is not allowed");
        }
        String jwt = call.string("jwt", "");
        if (jwt.isEmpty()) {
            throw RequestFailure.invalid("missing token");
        }
        if (!BoundAddresses.allow(role.token().boundCidrs(), call.request().remote())) {
            throw RequestFailure.denied();
        }
        Claims claims = signed(call, config, jwt);
        requireValid(call, config.value(), role, claims);
        if (Role.orNone(role.audiences()).isEmpty() && !claims.audiences().isEmpty()) {
            throw RequestFailure.invalid(
                    "audience claim found in JWT but no audiences bound to the role");
        }
        try {
            return JwtLogins.login(choice, JwtLogins.person(choice, claims));
        } catch (TokenRefused e) {
            throw RequestFailure.invalid(e.reason());
        }
    }

    private Claims signed(Call call, Decoded<Config> config, String jwt) {
        try {
            return call.request()
                    .once()
                    .get(
                            new Verified(config.revision()),
                            Claims.class,
                            () ->
                                    providers.verified(
                                            call.mount(),
                                            config,
                                            CompactToken.parse(jwt),
                                            config.value().allowed(),
                                            call.request().deadline().left()));
        } catch (TokenRefused e) {
            throw RequestFailure.invalid(
                    e.reason().startsWith("invalid algorithm")
                            ? NOT_VALID + e.reason()
                            : NOT_VALID + "error verifying token signature: " + e.reason());
        } catch (OutboundException e) {
            throw unavailable(e, NOT_VALID + "error verifying token signature: fetching keys: ");
        }
    }

    private static void requireValid(Call call, Config config, Role role, Claims claims) {
        try {
            claims.requireIssuer(config.boundIssuer());
            claims.requireSubject(role.subject());
            claims.requireAudience(Role.orNone(role.audiences()));
            role.leeways().check(claims, call.now(), false);
        } catch (TokenRefused e) {
            throw RequestFailure.invalid(NOT_VALID + e.reason());
        }
    }

    /**
     * The provider's failure, which Vault's clients know as a wrong request, or too many of them at
     * once.
     */
    static RequestFailure unavailable(OutboundException e, String prefix) {
        return e.isBusy()
                ? new RequestFailure(new Failure.Unavailable(e.reason(), Duration.ofSeconds(1)))
                : RequestFailure.invalid(prefix + e.reason());
    }
}
