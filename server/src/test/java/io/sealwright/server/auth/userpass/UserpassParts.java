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
        return of(desk, lockouts, 2);
    }

    /**
     * @param atOnce passwords hashed at once; with 0 every request that needs a hash is sent away
     */
    static EngineType of(TokenDesk desk, Lockouts lockouts, int atOnce) {
        PasswordHashing hashing = new PasswordHashing(desk.node().random(), atOnce);
        return new UserpassEngineType(
                new UserRoutes(hashing), new UserLogin(hashing, lockouts, desk.logins()), lockouts);
    }
}
