package io.sealwright.server.auth.ldap;

import io.sealwright.server.lockout.Lockouts;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.LoginRole;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSettings;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The auth method {@code ldap}. */
@Component
final class LdapEngineType implements EngineType {
    private final LdapRenewal renewal;
    private final Lockouts lockouts;
    private final List<Route> routes;

    LdapEngineType(
            LdapConfigRoutes config,
            UserRoutes users,
            GroupRoutes groups,
            LdapLogin login,
            LdapRenewal renewal,
            Lockouts lockouts) {
        this.renewal = renewal;
        this.lockouts = lockouts;
        routes =
                Stream.of(config.routes(), users.routes(), groups.routes(), List.of(login.route()))
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public String name() {
        return "ldap";
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
        return "LDAP: people log in with the name and the password that a directory knows them by. Policies can be given to all,"
                + " to single users and to groups, those of the directory or others.";
    }

    @Override
    public void mounted(EngineContext context, Mount mount) {
        lockouts.mounted(context);
    }

    @Override
    public boolean locksOut() {
        return true;
    }

    /** What everybody gets first, under the name of the configuration; then groups, then users. */
    @Override
    public List<LoginRole> loginRoles(EngineContext context, String after, int limit) {
        return PolicySources.page(context.records(), after, limit);
    }

    @Override
    public TokenSettings renewal(EngineContext context, TokenEntry token, Request request) {
        return renewal.renew(context, token, request);
    }
}
