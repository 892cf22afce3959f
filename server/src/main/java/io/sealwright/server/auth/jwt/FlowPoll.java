package io.sealwright.server.auth.jwt;

import io.sealwright.policy.Operation;
import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.BoundAddresses;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code oidc/poll}: whether somebody has logged in at the provider meanwhile, in the direct and
 * device modes.
 */
@Component
final class FlowPoll {
    private static final String PENDING = "authorization_pending";

    private record Agreed(long configuration) {}

    private final Flows flows;
    private final ProviderTokens tokens;
    private final JwtLogins logins;

    FlowPoll(Flows flows, ProviderTokens tokens, JwtLogins logins) {
        this.flows = flows;
        this.tokens = tokens;
        this.logins = logins;
    }

    Route route() {
        return Route.at("oidc/poll", "The token of a browser login that was ended elsewhere.")
                .field("state", FieldType.STRING, "As it was given when the login was begun.")
                .field(
                        "client_nonce",
                        FieldType.STRING,
                        "As it was given when the login was begun.")
                .unauthenticated()
                .on(Operation.UPDATE, this::poll)
                .build();
    }

    private Response poll(Call call) {
        Flows.Flow flow = flows.open(call);
        FlowRecords records = new FlowRecords(call.records());
        if (records.ended(flow.state())) {
            throw Flows.expired();
        }
        if (!flow.state().knows(call.string("client_nonce", ""))) {
            throw RequestFailure.invalid("invalid client_nonce");
        }
        Person person =
                switch (flow.choice().role().callbackMode()) {
                    case CLIENT, DIRECT -> records.finished(flow.state());
                    case DEVICE -> agreed(call, flow);
                };
        if (person == null) {
            throw RequestFailure.invalid(PENDING);
        }
        records.end(flow.state(), call.now());
        return logins.issue(call, flow.choice(), person);
    }

    private @Nullable Person agreed(Call call, Flows.Flow flow) {
        Role role = flow.choice().role();
        if (!BoundAddresses.allow(role.token().boundCidrs(), call.request().remote())) {
            throw RequestFailure.denied();
        }
        try {
            Claims claims =
                    call.request()
                            .once()
                            .get(
                                    new Agreed(flow.config().revision()),
                                    Claims.class,
                                    () -> tokens.agreed(call, flow.config(), flow.state(), role));
            return Flows.person(flow.choice(), claims);
        } catch (OauthClient.Pending e) {
            throw RequestFailure.invalid(e.code());
        } catch (TokenRefused e) {
            throw Flows.failed(e.reason());
        } catch (OutboundException e) {
            throw JwtLogin.unavailable(e, "error polling for device authorization: ");
        }
    }
}
