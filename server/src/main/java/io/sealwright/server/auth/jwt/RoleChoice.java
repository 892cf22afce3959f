package io.sealwright.server.auth.jwt;

import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Decoded;
import java.util.Locale;

/**
 * The role that somebody wants to log in with.
 *
 * @param name in its stored form
 */
record RoleChoice(String name, Role role) {
    /**
     * By the call's parameter {@code role}, or the configuration's default.
     *
     * @throws RequestFailure if there is no such role
     */
    static RoleChoice of(Call call, Decoded<Config> config) {
        String given = call.string("role", "").toLowerCase(Locale.ROOT);
        String name = given.isEmpty() ? config.value().defaultRole() : given;
        if (name.isEmpty()) {
            throw RequestFailure.invalid("missing role");
        }
        Role role = LoginNames.isName(name) ? Roles.find(call.records(), name) : null;
        if (role == null) {
            throw RequestFailure.invalid("role " + LoginNames.quoted(name) + "could not be found");
        }
        return new RoleChoice(name, role);
    }
}
