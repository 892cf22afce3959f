package io.sealwright.server.spi;

import java.util.List;

/**
 * What somebody can log in as at an auth method: a role or a user.
 *
 * @param policies of the token that a login gets, before those of identities
 */
public record LoginRole(String name, List<String> policies) {
    public LoginRole {
        policies = List.copyOf(policies);
    }
}
