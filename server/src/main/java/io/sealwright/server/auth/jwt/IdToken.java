package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.TokenRefused;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The rules of OpenID Connect for the token that tells who somebody is (Core 1.0, 3.1.3.7). */
final class IdToken {
    private static final int SKEW = 60;

    private IdToken() {}

    /**
     * @throws TokenRefused if it is of another provider, or for somebody else, or not of now
     */
    static void require(Config config, Claims claims, Instant now) {
        if (!claims.text("iss").equals(config.issuerUrl())) {
            throw new TokenRefused("id token issued by a different provider: invalid issuer");
        }
        if (claims.text("sub").isEmpty()) {
            throw new TokenRefused("sub: missing required claim");
        }
        requireParty(config.clientId(), claims);
        requireTime(claims, now);
    }

    private static void requireParty(String clientId, Claims claims) {
        List<String> audiences = claims.audiences();
        if (!audiences.contains(clientId)) {
            throw new TokenRefused("the client_id is not among the audiences: invalid audience");
        }
        String party = claims.text("azp");
        if (party.isEmpty() ? audiences.size() > 1 : !party.equals(clientId)) {
            throw new TokenRefused(
                    "authorized party is not equal client_id: invalid authorized party (azp)");
        }
    }

    private static void requireTime(Claims claims, Instant now) {
        long second = now.getEpochSecond();
        if (!(number(claims, "exp") > second)) {
            throw new TokenRefused("token is expired");
        }
        if (claims.named("nbf") != null && number(claims, "nbf") > second + SKEW) {
            throw new TokenRefused("invalid not before (nbf)");
        }
        if (claims.named("iat") != null && number(claims, "iat") > second + SKEW) {
            throw new TokenRefused("invalid issued at (iat)");
        }
    }

    private static double number(Claims claims, String name) {
        JsonNode node = claims.named(name);
        if (node == null) {
            return 0;
        }
        if (!node.isNumber()) {
            throw new TokenRefused("the " + name + " claim is not a number");
        }
        return node.doubleValue();
    }

    /**
     * @throws TokenRefused if the token is of another login
     */
    static void requireNonce(String nonce, Claims claims) {
        if (!claims.text("nonce").equals(nonce)) {
            throw new TokenRefused("invalid id_token nonce: invalid nonce");
        }
    }

    /**
     * @param maxAge seconds; 0 for any
     * @throws TokenRefused if it is longer ago that somebody has shown the provider who it is
     */
    static void requireRecent(long maxAge, Claims claims, Instant now) {
        if (maxAge == 0) {
            return;
        }
        if (claims.named("auth_time") == null) {
            throw new TokenRefused(
                    "missing auth_time claim when max age was requested: missing required claim");
        }
        if (number(claims, "auth_time") + maxAge + SKEW < now.getEpochSecond()) {
            throw new TokenRefused("auth_time is beyond max age: expired auth_time");
        }
    }

    /**
     * That a code or an access token came together with this token: their hashes stand in it, if
     * the provider says anything about them.
     *
     * @param algorithm of the token's signature
     * @throws TokenRefused if the hash is another
     */
    static void requireHash(String claim, String value, String algorithm, Claims claims) {
        String expected = claims.text(claim);
        if (!expected.isEmpty() && !expected.equals(half(value, algorithm))) {
            throw new TokenRefused(claim + " failed verification");
        }
    }

    private static String half(String value, String algorithm) {
        String bits = algorithm.equals("EdDSA") ? "512" : algorithm.substring(2);
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-" + bits)
                            .digest(value.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(hash, hash.length / 2));
        } catch (GeneralSecurityException e) {
            throw new TokenRefused("a hash of an unknown kind");
        }
    }
}
