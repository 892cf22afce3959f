package io.sealwright.server.token;

import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Response;
import java.util.List;

/**
 * A token that was created or renewed in this transaction.
 *
 * @param warnings for the caller, such as a capped TTL
 */
public record IssuedToken(AuthGrant grant, TokenEntry entry, List<String> warnings) {
    public IssuedToken {
        warnings = List.copyOf(warnings);
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
