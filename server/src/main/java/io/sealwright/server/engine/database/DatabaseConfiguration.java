package io.sealwright.server.engine.database;

import io.sealwright.server.mount.Mounts;
import io.sealwright.server.rotation.DatabaseLogins;
import io.sealwright.server.spi.Leases;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.storage.barrier.Barrier;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of the engine, and which of them the server knows. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    @Bean
    Rotations databaseRotations(Pools pools, SecureRandom random, InstantSource clock) {
        return new Rotations(new Databases(pools), new Passwords(random), clock);
    }

    @Bean
    RotationWork databaseRotationWork(Rotations rotations) {
        return new RotationWork(rotations);
    }

    @Bean
    DatabaseLogins databaseLogins(Pools pools, ObjectProvider<Mounts> mounts) {
        return new MountLogins(new Databases(pools), mounts::getObject);
    }

    @Bean
    DatabaseEngineType databaseEngineType(
            Pools pools,
            Rotations rotations,
            Leases leases,
            LeaseLimits limits,
            Barrier barrier,
            ObjectProvider<Mounts> mounts,
            SecureRandom random) {
        Databases databases = new Databases(pools);
        RequestRotations asked = new RequestRotations(rotations, barrier, mounts::getObject);
        List<Route> routes =
                Stream.of(
                                new ConnectionRoutes(databases, asked, random).routes(),
                                new RoleRoutes().routes(),
                                new CredsRoutes(
                                                databases,
                                                new Passwords(random),
                                                leases,
                                                limits,
                                                random)
                                        .routes(),
                                new StaticRoleRoutes(asked, random).routes())
                        .flatMap(List::stream)
                        .toList();
        return new DatabaseEngineType(new LeasedUser(databases), routes);
    }
}
