package io.sealwright.server.auth.userpass;

import io.sealwright.server.lockout.LockoutParts;
import io.sealwright.server.lockout.Lockouts;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.token.TokenDesk;

/** The auth method without the rest of the program. */
public final class UserpassParts {
    private UserpassParts() {}

    public static EngineType of(TokenDesk desk) {
        return of(desk, LockoutParts.of(desk));
    }

    public static EngineType of(TokenDesk desk, Lockouts lockouts) {
        PasswordHashing hashing = new PasswordHashing(desk.node().random(), 2);
        return new UserpassEngineType(
                new UserRoutes(hashing), new UserLogin(hashing, lockouts, desk.logins()), lockouts);
    }
}
