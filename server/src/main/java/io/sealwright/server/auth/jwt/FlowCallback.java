package io.sealwright.server.auth.jwt;

import io.sealwright.policy.Operation;
import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.BoundAddresses;
import io.sealwright.storage.barrier.Decoded;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * {@code oidc/callback}: back from the provider. In the client mode the program that began the
 * login calls it and gets the token; in the direct mode a browser does, and the token is for
 * whoever polls.
 */
@Component
final class FlowCallback {
    private static final List<Field> FIELDS =
            List.of(
                    Field.of("state", FieldType.STRING, "As the provider hands it back."),
                    Field.of("code", FieldType.STRING, "What the provider gives the token for."),
                    Field.of("id_token", FieldType.STRING, "Not available."),
                    Field.of(
                            "client_nonce", FieldType.STRING, "As given when the login was begun."),
                    Field.of("error", FieldType.STRING, "Why the provider refuses."),
                    Field.of("error_description", FieldType.STRING, "Not looked at."),
                    Field.of("error_uri", FieldType.STRING, "Not looked at."),
                    Field.of(
                            "confirmation",
                            FieldType.STRING,
                            "That the user has seen who began the login."));

    /** RFC 6749, 4.1.2.1: others are not repeated. */
    private static final Set<String> ERRORS =
            Set.of(
                    "invalid_request",
                    "unauthorized_client",
                    "access_denied",
                    "unsupported_response_type",
                    "invalid_scope",
                    "server_error",
                    "temporarily_unavailable");

    /** A code can be exchanged once, however often the transaction runs. */
    private record Exchanged(long configuration) {}

    private final Flows flows;
    private final ProviderTokens tokens;
    private final JwtLogins logins;

    FlowCallback(Flows flows, ProviderTokens tokens, JwtLogins logins) {
        this.flows = flows;
        this.tokens = tokens;
        this.logins = logins;
    }

    Route route() {
        return Route.at("oidc/callback", "Ends a browser login.")
                .fields(FIELDS)
                .unauthenticated()
                .on(Operation.READ, this::ended)
                .build();
    }

    private Response ended(Call call) {
        Flows.Flow flow = flows.open(call);
        if (new FlowRecords(call.records()).over(flow.state())) {
            throw Flows.expired();
        }
        return switch (flow.choice().role().callbackMode()) {
            case CLIENT -> {
                try {
                    yield client(call, flow);
                } catch (TokenRefused e) {
                    throw Flows.failed(e.reason());
                }
            }
            case DIRECT -> direct(call, flow);
            case DEVICE -> throw Flows.expired();
        };
    }

    private Response client(Call call, Flows.Flow flow) {
        requireNoError(call);
        if (!flow.state().knows(call.string("client_nonce", ""))) {
            throw RequestFailure.invalid("invalid client_nonce");
        }
        Person person = person(call, flow);
        new FlowRecords(call.records()).end(flow.state(), call.now());
        return logins.issue(call, flow.choice(), person);
    }

    private Response direct(Call call, Flows.Flow flow) {
        if (!flow.choice().role().confirmationDisabled()
                && call.string("confirmation", "").isEmpty()) {
            return Pages.confirmation(flow.state(), given(call));
        }
        try {
            requireNoError(call);
            Person person = person(call, flow);
            new FlowRecords(call.records()).finish(flow.state(), person, call.now());
            return Pages.succeeded();
        } catch (TokenRefused e) {
            return Pages.failed(e.reason());
        }
    }

    private static Map<String, String> given(Call call) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : List.of("state", "code", "error")) {
            if (call.has(name)) {
                given.put(name, call.string(name, ""));
            }
        }
        return given;
    }

    private static void requireNoError(Call call) {
        String error = call.string("error", "").strip().toLowerCase(Locale.ROOT);
        if (!error.isEmpty()) {
            throw new TokenRefused(
                    ERRORS.contains(error)
                            ? error
                            : "An unknown error occurred during OIDC authentication. Check server logs for details");
        }
    }

    private Person person(Call call, Flows.Flow flow) {
        Role role = flow.choice().role();
        if (!BoundAddresses.allow(role.token().boundCidrs(), call.request().remote())) {
            throw RequestFailure.denied();
        }
        String code = call.string("code", "");
        if (code.isEmpty()) {
            throw new TokenRefused("No code or id_token received.");
        }
        Claims claims = exchanged(call, flow, code);
        return Flows.person(flow.choice(), claims);
    }

    private Claims exchanged(Call call, Flows.Flow flow, String code) {
        Decoded<Config> config = flow.config();
        try {
            return call.request()
                    .once()
                    .get(
                            new Exchanged(config.revision()),
                            Claims.class,
                            () ->
                                    tokens.exchanged(
                                            call,
                                            config,
                                            flow.state(),
                                            flow.choice().role(),
                                            code));
        } catch (OauthClient.Pending e) {
            throw new TokenRefused("Error exchanging oidc code: \"" + e.code() + "\".");
        } catch (TokenRefused e) {
            throw new TokenRefused("Error exchanging oidc code: \"" + e.reason() + "\".");
        } catch (OutboundException e) {
            if (e.isBusy()) {
                throw JwtLogin.unavailable(e, "");
            }
            throw new TokenRefused("Error exchanging oidc code: \"" + e.reason() + "\".");
        }
    }
}
