package io.sealwright.server.token;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Route;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The auth method at {@code auth/token/}: there from the beginning, once. */
@Component
final class TokenEngineType implements EngineType {
    private final List<Route> routes;

    TokenEngineType(
            TokenCreation creation,
            TokenLookups lookups,
            TokenChanges changes,
            TokenRoleRoutes roles) {
        routes =
                Stream.of(creation.routes(), lookups.routes(), changes.routes(), roles.routes())
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public String name() {
        return "token";
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
        return "Tokens: create, look up, renew and revoke them, and the roles by which others may create them.";
    }

    @Override
    public boolean builtin() {
        return true;
    }
}
