package io.sealwright.server.auth.gcp;

import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.jose.Leeways;
import io.sealwright.server.jose.SignatureAlgorithm;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.jose.VerificationKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a service account says of itself, signed with one of its keys.
 *
 * @param keyId that signed it
 */
record Assertion(String keyId, Claims claims) {
    /** The longest that one counts, in seconds. */
    static final long LONGEST = 3_600;

    /**
     * @throws TokenRefused if the key has not signed it
     */
    static Assertion signed(CompactToken token, AccountKey key) {
        if (!VerificationKey.anyVerifies(
                List.of(key.verification()), token, Set.of(SignatureAlgorithm.RS256))) {
            throw new TokenRefused("the signature is not by the key that the token names");
        }
        return new Assertion(key.id(), token.unverified());
    }

    /**
     * @throws TokenRefused if it speaks for somebody else, or does not count now
     */
    void require(AccountKey key, Instant now) {
        if (key.expired(now)) {
            throw new TokenRefused("the key has expired");
        }
        claims.requireIssuer(key.email());
        if (claims.named("sub") != null) {
            // Speaking for a user of a domain is nothing that there is here.
            claims.requireSubject(key.email());
        }
        Leeways.USUAL.check(claims, now, false);
        if (issued() <= 0 || expires() <= 0 || expires() - issued() > LONGEST) {
            throw new TokenRefused(
                    "iat and exp are both needed, at most " + LONGEST + " seconds apart");
        }
    }

    /** Epoch seconds; 0 if it does not say. */
    long issued() {
        return seconds("iat");
    }

    /** Epoch seconds; 0 if it does not say. */
    long expires() {
        return seconds("exp");
    }

    private long seconds(String name) {
        JsonNode node = claims.named(name);
        return node == null || !node.isNumber() ? 0 : (long) node.doubleValue();
    }

    @Override
    public String toString() {
        return "Assertion[" + keyId + "]";
    }
}
