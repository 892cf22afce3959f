package io.sealwright.server.auth.cert;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.LoginRole;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSettings;
import io.sealwright.storage.barrier.Records;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The auth method {@code cert}. */
@Component
final class CertEngineType implements EngineType {
    private final CertLogin login;
    private final List<Route> routes;

    CertEngineType(CertConfigRoutes config, CertRoleRoutes roles, CrlRoutes crls, CertLogin login) {
        this.login = login;
        routes =
                Stream.of(config.routes(), roles.routes(), crls.routes(), List.of(login.route()))
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public String name() {
        return "cert";
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
        return "Cert: clients log in with the certificate of their TLS connection. A role trusts an authority, or one certificate"
                + " alone, and says what is given to those who hold one.";
    }

    @Override
    public List<LoginRole> loginRoles(EngineContext context, String after, int limit) {
        Records records = context.records();
        return records.list(Roles.FOLDER, after, limit).stream()
                .map(name -> new LoginRole(name, policies(Roles.find(records, name))))
                .toList();
    }

    private static List<String> policies(@Nullable TrustedRole found) {
        return found == null ? List.of() : found.role().token().ownPolicies();
    }

    /**
     * The role as it is now; one that was made again under the same name is another. Its tokens are
     * not renewed once its policies are others.
     */
    @Override
    public TokenSettings renewal(EngineContext context, TokenEntry token, Request request) {
        String name = token.internal().getOrDefault(CertLogin.NAME, "");
        TrustedRole found = Roles.find(context.records(), name);
        if (found == null || !found.role().uid().equals(token.internal().get(CertLogin.ROLE_UID))) {
            throw CertLogin.refused("role " + name + " does not exist during renewal");
        }
        login.requireSame(context, token, request.remote());
        if (!found.role().token().samePolicies(token.policies())) {
            throw CertLogin.refused("policies have changed, not renewing");
        }
        return found.role().token();
    }
}
