package io.sealwright.server.auth.jwt;

import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.token.TokenDesk;
import java.util.List;
import java.util.function.LongSupplier;

/** The auth method without the rest of the program. */
final class JwtParts {
    private JwtParts() {}

    /**
     * @param nanos the clock that the age of keys is measured by
     */
    static EngineType of(TokenDesk desk, Outbound outbound, LongSupplier nanos) {
        ProviderFetching fetching = new ProviderFetching(outbound);
        TrustedProviders providers = new TrustedProviders(fetching, nanos);
        JwtLogins logins = new JwtLogins(desk.logins());
        FlowStates states = new FlowStates(desk.node().barrier(), desk.node().random());
        OauthClient client = new OauthClient(outbound);
        ProviderTokens tokens = new ProviderTokens(providers, client);
        Flows flows = new Flows(states);
        JwtLogin login = new JwtLogin(providers, logins);
        return new JwtEngineType(
                "jwt",
                JwtConfiguration.routes(
                        new JwtConfigRoutes(fetching, providers),
                        new JwtRoleRoutes(desk.logins(), desk.node().random()),
                        List.of(
                                login.route(),
                                new FlowStart(states, tokens, client).route(),
                                new FlowCallback(flows, tokens, logins).route(),
                                new FlowPoll(flows, tokens, logins).route())),
                login);
    }
}
