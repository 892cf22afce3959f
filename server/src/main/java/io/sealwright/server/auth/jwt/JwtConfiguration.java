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
    private final JwtLogin login;

    JwtConfiguration(
            JwtConfigRoutes config,
            JwtRoleRoutes roles,
            JwtLogin login,
            FlowStart start,
            FlowCallback callback,
            FlowPoll poll) {
        this.login = login;
        routes =
                routes(
                        config,
                        roles,
                        List.of(login.route(), start.route(), callback.route(), poll.route()));
    }

    static List<Route> routes(JwtConfigRoutes config, JwtRoleRoutes roles, List<Route> logins) {
        return Stream.of(config.routes(), roles.routes(), logins).flatMap(List::stream).toList();
    }

    @Bean
    EngineType jwtEngineType() {
        return new JwtEngineType("jwt", routes, login);
    }

    @Bean
    EngineType oidcEngineType() {
        return new JwtEngineType("oidc", routes, login);
    }
}
