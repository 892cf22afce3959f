package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.Leeways;
import io.sealwright.server.token.TokenSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stored role. Lists and maps are null where nothing was ever set, as reading it shows.
 *
 * @param uid hex of random bytes: a role that is made again under the same name is another
 * @param type {@code jwt} or {@code oidc}
 * @param claims of which a token must have some values, see {@link BoundClaims}
 * @param claimMappings from a claim to a name in the token's metadata
 * @param callbackMode how a browser login comes to its end
 * @param maxAge seconds; 0 for any
 * @param pollInterval seconds; 0 for what the provider says
 */
record Role(
        String uid,
        String type,
        Leeways leeways,
        @Nullable List<String> audiences,
        String subject,
        String claimsType,
        @Nullable ObjectNode claims,
        @Nullable Map<String, String> claimMappings,
        String userClaim,
        boolean userClaimIsPointer,
        String groupsClaim,
        @Nullable List<String> scopes,
        @Nullable List<String> redirectUris,
        CallbackMode callbackMode,
        boolean confirmationDisabled,
        int pollInterval,
        long maxAge,
        TokenSettings token) {

    static Role unset(String uid) {
        return new Role(
                uid,
                "",
                Leeways.USUAL,
                null,
                "",
                "string",
                null,
                null,
                "",
                false,
                "",
                null,
                null,
                CallbackMode.CLIENT,
                false,
                0,
                0,
                TokenSettings.NONE);
    }

    static List<String> orNone(@Nullable List<String> list) {
        return Objects.requireNonNullElse(list, List.of());
    }

    /**
     * Something besides a signature must be asked of a token: the provider signs for others, too.
     */
    boolean bound() {
        return !orNone(audiences).isEmpty()
                || !token.boundCidrs().isEmpty()
                || !subject.isEmpty()
                || claims != null && !claims.isEmpty();
    }

    boolean isFor(String wanted) {
        return type.equals(wanted);
    }

    @Override
    public String toString() {
        return "Role";
    }
}
