package io.sealwright.server.sys;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The engine at {@code sys/}: the routes that every room of the server contributes. */
@Component
final class SystemEngineType implements EngineType {
    // Asked late: some contributors need the mount table, which needs the engine types.
    private final ObjectProvider<SysRoutes> contributors;

    SystemEngineType(ObjectProvider<SysRoutes> contributors) {
        this.contributors = contributors;
    }

    @Override
    public String name() {
        return "system";
    }

    @Override
    public EngineClass engineClass() {
        return EngineClass.SECRET;
    }

    @Override
    public List<Route> routes(Mount mount) {
        return contributors.orderedStream().flatMap(SystemEngineType::routes).toList();
    }

    private static Stream<Route> routes(SysRoutes contributor) {
        Stream<Route> routes = contributor.routes().stream();
        return contributor.inEveryNamespace() ? routes : routes.map(Route::onlyInRoot);
    }

    @Override
    public String help() {
        return "The system engine controls this server: mounts, policies, tokens' capabilities, auditing, keys and the"
                + " cluster.";
    }

    @Override
    public boolean builtin() {
        return true;
    }
}
