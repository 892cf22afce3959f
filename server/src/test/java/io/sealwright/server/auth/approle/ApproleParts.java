package io.sealwright.server.auth.approle;

import io.sealwright.server.lockout.LockoutParts;
import io.sealwright.server.lockout.Lockouts;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.token.TokenDesk;

/** The auth method without the rest of the program. */
public final class ApproleParts {
    private ApproleParts() {}

    public static EngineType of(TokenDesk desk) {
        return of(desk, LockoutParts.of(desk));
    }

    public static EngineType of(TokenDesk desk, Lockouts lockouts) {
        var barrier = desk.node().barrier();
        var random = desk.node().random();
        Roles roles = new Roles(barrier, random);
        SecretIds secretIds = new SecretIds(barrier);
        RoleRoutes routes = new RoleRoutes(roles, desk.logins());
        desk.work(new SecretIdWork(secretIds, desk::now));
        return new ApproleEngineType(
                roles,
                routes,
                new RolePartRoutes(routes),
                new SecretIdRoutes(routes, secretIds, random),
                new SecretIdLookups(routes, secretIds),
                new RoleLogin(roles, secretIds, lockouts, desk.logins()),
                lockouts);
    }
}
