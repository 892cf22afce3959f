package io.sealwright.server.auth.gcp;

import io.sealwright.server.jose.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;

/**
 * A stored key of a service account: the public half alone, so that there is nothing to steal.
 *
 * @param id {@code private_key_id} of the key file, 40 hex digits; no two keys ever have the same
 * @param email {@code client_email} of the key file
 * @param tokenUri {@code token_uri} of the key file: what its holder signs logins for
 * @param publicKey X.509 form; shared by all who read the record, never changed
 * @param createdAt epoch milliseconds
 * @param expiresAt epoch milliseconds; 0 = never
 */
record AccountKey(
        String id,
        String email,
        String tokenUri,
        byte[] publicKey,
        long createdAt,
        long expiresAt) {
    boolean expired(Instant now) {
        return expiresAt > 0 && now.toEpochMilli() >= expiresAt;
    }

    VerificationKey verification() {
        try {
            return new VerificationKey(
                    id,
                    KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(publicKey)),
                    "RS256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored public key cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return "AccountKey[" + id + "]";
    }
}
