package io.sealwright.server.engine.database;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.LeaseTerms;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountReader;
import io.sealwright.server.spi.RevocationException;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SecretLease;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The secret engine {@code database}. */
final class DatabaseEngineType implements EngineType {
    private final LeasedUser leased;
    private final List<Route> routes;

    DatabaseEngineType(LeasedUser leased, List<Route> routes) {
        this.leased = leased;
        this.routes = List.copyOf(routes);
    }

    @Override
    public String name() {
        return "database";
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
        return "The database engine makes users of PostgreSQL, MySQL, MariaDB, Redis and Valkey for callers, which go with their"
                + " leases, and changes the passwords of users that stay.";
    }

    @Override
    public List<String> plugins() {
        return Arrays.stream(Plugin.values()).map(Plugin::id).sorted().toList();
    }

    @Override
    public boolean issuesLeases() {
        return true;
    }

    @Override
    public LeaseTerms leaseTerms(EngineContext context, SecretLease lease) {
        return leased.terms(context, lease);
    }

    @Override
    public void extend(EngineContext context, SecretLease lease, Instant until) {
        leased.extend(context, lease, until);
    }

    @Override
    public void revoke(MountReader reader, SecretLease lease) throws RevocationException {
        leased.revoke(reader, lease);
    }
}
