package io.sealwright.server.auth.cert;

import io.sealwright.server.token.TokenSettings;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stored role.
 *
 * @param uid hex of random bytes: a role that is made again under the same name is another
 * @param name in its stored form
 * @param certificate PEM: authorities, or one client's own certificate
 * @param metadataExtensions OIDs of extensions that become metadata of tokens; null if never given
 */
record Role(
        String uid,
        String name,
        String certificate,
        String displayName,
        Constraints constraints,
        @Nullable List<String> metadataExtensions,
        Ocsp ocsp,
        TokenSettings token) {
    Role {
        // Older records have none.
        ocsp = Objects.requireNonNullElse(ocsp, Ocsp.OFF);
    }

    static Role unset(String uid, String name) {
        return new Role(uid, name, "", name, Constraints.NONE, null, Ocsp.OFF, TokenSettings.NONE);
    }

    @Override
    public String toString() {
        return "Role";
    }
}
