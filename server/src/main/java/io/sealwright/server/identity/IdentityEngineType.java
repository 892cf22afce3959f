package io.sealwright.server.identity;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Route;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The engine at {@code identity/}. */
@Component
final class IdentityEngineType implements EngineType {
    private final List<Route> routes;

    IdentityEngineType(
            EntityRoutes entities,
            MergeRoute merge,
            AliasRoutes aliases,
            GroupRoutes groups,
            GroupAliasRoutes groupAliases,
            LookupRoutes lookups,
            List<IdentityRoutes> more) {
        routes =
                Stream.concat(
                                Stream.of(
                                        entities.routes(),
                                        List.of(merge.route()),
                                        aliases.routes(),
                                        groups.routes(),
                                        groupAliases.routes(),
                                        lookups.routes()),
                                more.stream().map(IdentityRoutes::routes))
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public EngineClass engineClass() {
        return EngineClass.SECRET;
    }

    @Override
    public List<Route> routes(Mount mount) {
        return routes;
    }

    @Override
    public String help() {
        return "The identity store: entities, which stay the same whatever auth method somebody logs in with, their aliases"
                + " in the methods, and groups. Their policies and metadata count for every token of theirs.";
    }

    @Override
    public boolean builtin() {
        return true;
    }
}
