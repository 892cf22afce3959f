package io.sealwright.server.auth.ldap;

import io.sealwright.server.lockout.LockoutParts;
import io.sealwright.server.lockout.Lockouts;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.token.TokenDesk;

/** The auth method without the rest of the program. */
final class LdapParts {
    private LdapParts() {}

    static EngineType of(TokenDesk desk) {
        Lockouts lockouts = LockoutParts.of(desk);
        Directory directory = new Directory(new DirectoryClient());
        return new LdapEngineType(
                new LdapConfigRoutes(),
                new UserRoutes(),
                new GroupRoutes(),
                new LdapLogin(directory, lockouts, desk.logins()),
                new LdapRenewal(directory, desk.logins()),
                lockouts);
    }
}
