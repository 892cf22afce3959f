package io.sealwright.server.auth.jwt;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.WebIdentities;
import io.sealwright.server.token.LoginTokens;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSettings;
import java.util.List;
import java.util.Map;

/** The auth method under one of its two names, which make no difference. */
final class JwtEngineType implements EngineType, WebIdentities {
    private final String name;
    private final List<Route> routes;
    private final JwtLogin logins;

    JwtEngineType(String name, List<Route> routes, JwtLogin logins) {
        this.name = name;
        this.routes = routes;
        this.logins = logins;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public EngineClass engineClass() {
        return EngineClass.AUTH;
    }

    @Override
    public List<Route> routes(Mount mount) {
        return routes;
    }

    @Override
    public String help() {
        return "JWT and OIDC: programs log in with a token that a trusted provider has signed, people with the browser. A role"
                + " says what such a token must hold and what is given for it.";
    }

    @Override
    public LoginTokens.Login identified(Call call) {
        return logins.identified(call);
    }

    @Override
    public TokenSettings renewal(EngineContext context, TokenEntry token) {
        return held(context, token.internal());
    }

    /** The role as it is now; one that was made again under the same name is another. */
    @Override
    public TokenSettings held(EngineContext context, Map<String, String> internal) {
        String role = internal.getOrDefault(Person.ROLE, "");
        Role found = Roles.find(context.records(), role);
        if (found == null || !found.uid().equals(internal.get(JwtLogins.ROLE_UID))) {
            throw RequestFailure.invalid(
                    "1 error occurred:\n\t* failed to renew entry: role "
                            + role
                            + " does not exist during renewal\n\n");
        }
        return found.token();
    }
}
