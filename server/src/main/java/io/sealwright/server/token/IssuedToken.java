package io.sealwright.server.token;

import io.sealwright.server.identity.Identity;
import io.sealwright.server.policies.Callers;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token that was created or renewed in this transaction.
 *
 * @param warnings for the caller, such as a capped TTL
 */
public record IssuedToken(AuthGrant grant, TokenEntry entry, List<String> warnings) {
    public IssuedToken {
        warnings = List.copyOf(warnings);
    }

    /**
     * Shows what its bearer may do by being somebody.
     *
     * @param identity null for a token that belongs to no entity
     */
    IssuedToken knownAs(@Nullable Identity identity) {
        if (identity == null) {
            return this;
        }
        List<String> together = Callers.together(entry.policies(), identity.policies());
        return new IssuedToken(
                grant.withIdentityPolicies(together, identity.policies()), entry, warnings);
    }

    /** The answer that hands it out. */
    public Response response() {
        Response response = Response.auth(grant);
        for (String warning : warnings) {
            response = response.withWarning(warning);
        }
        return response;
    }
}
