package io.sealwright.server.auth.jwt;

import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Route;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One auth method, two names. */
@Configuration(proxyBeanMethods = false)
class JwtConfiguration {
    private final List<Route> routes;

    JwtConfiguration(JwtConfigRoutes config, JwtRoleRoutes roles, JwtLogin login) {
        routes = routes(config, roles, login);
    }

    static List<Route> routes(JwtConfigRoutes config, JwtRoleRoutes roles, JwtLogin login) {
        return Stream.of(config.routes(), roles.routes(), List.of(login.route()))
                .flatMap(List::stream)
                .toList();
    }

    @Bean
    EngineType jwtEngineType() {
        return new JwtEngineType("jwt", routes);
    }

    @Bean
    EngineType oidcEngineType() {
        return new JwtEngineType("oidc", routes);
    }
}
