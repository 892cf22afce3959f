package io.sealwright.server.rotation;

import java.util.List;
import java.util.Objects;

/**
 * Users of a database whose passwords are rotated. Immutable.
 *
 * @param mount path of a database mount of the root namespace, without a slash at its end
 * @param connection one of the mount's: its own user sets the passwords
 * @param users names, with {@code *} for any characters, of those whose password it may set; no
 *     secret can ask for another
 * @param statements that set a password; none for the usual ones
 * @param usernameField member of the secret's data
 * @param passwordField member of the secret's data
 */
record SqlSpec(
        String mount,
        String connection,
        List<String> users,
        List<String> statements,
        String usernameField,
        String passwordField) {
    static final String USERNAME = "username";
    static final String PASSWORD = "password";

    SqlSpec {
        users = List.copyOf(users);
        statements = List.copyOf(statements);
        usernameField = Objects.requireNonNullElse(usernameField, USERNAME);
        passwordField = Objects.requireNonNullElse(passwordField, PASSWORD);
    }

    @Override
    public String toString() {
        return "SqlSpec[]";
    }
}
