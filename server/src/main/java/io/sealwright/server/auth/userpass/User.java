package io.sealwright.server.auth.userpass;

import io.sealwright.server.token.TokenSettings;

/**
 * A stored user.
 *
 * @param passwordHash bcrypt, in its modular crypt form
 */
record User(String passwordHash, TokenSettings token) {
    @Override
    public String toString() {
        return "User";
    }
}
