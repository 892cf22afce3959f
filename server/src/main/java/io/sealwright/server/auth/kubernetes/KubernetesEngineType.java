package io.sealwright.server.auth.kubernetes;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSettings;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The auth method {@code kubernetes}. */
@Component
final class KubernetesEngineType implements EngineType {
    private final List<Route> routes;

    KubernetesEngineType(
            KubernetesConfigRoutes config, KubernetesRoleRoutes roles, KubernetesLogin login) {
        routes =
                Stream.of(config.routes(), roles.routes(), List.of(login.route()))
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public String name() {
        return "kubernetes";
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
        return "Kubernetes: pods log in with the token of their service account, which the cluster's API is asked about. A role"
                + " says which service accounts, and what is given to them.";
    }

    /** The role as it is now; one that was made again under the same name is another. */
    @Override
    public TokenSettings renewal(EngineContext context, TokenEntry token) {
        String name = token.internal().getOrDefault(KubernetesLogin.ROLE, "");
        Role role = Role.find(context.records(), name);
        if (role == null || !role.uid().equals(token.internal().get(KubernetesLogin.ROLE_UID))) {
            throw RequestFailure.invalid(
                    "1 error occurred:\n\t* failed to renew entry: role "
                            + name
                            + " does not exist during renewal\n\n");
        }
        return role.token();
    }
}
