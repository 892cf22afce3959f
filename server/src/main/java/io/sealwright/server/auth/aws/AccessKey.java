package io.sealwright.server.auth.aws;

import io.sealwright.crypto.RandomTokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * A stored access key. The secret has to be kept as it is, since signatures are checked with it;
 * what is stored is sealed.
 *
 * @param id {@code AKIA} and 16 letters and digits; known to whoever sees a request
 * @param secret 40 letters and digits in ASCII; shared by all who read the record, never changed
 * @param createdAt epoch milliseconds
 * @param expiresAt epoch milliseconds; 0 = never
 */
record AccessKey(String id, byte[] secret, long createdAt, long expiresAt) {
    private static final String PREFIX = "AKIA";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int ID_LENGTH = 16;
    private static final int SECRET_LENGTH = 40;

    /**
     * @param ttl zero = without end
     */
    static AccessKey issued(SecureRandom random, Instant now, Duration ttl) {
        StringBuilder id = new StringBuilder(PREFIX);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new AccessKey(
                id.toString(),
                RandomTokens.base62Bytes(SECRET_LENGTH, random),
                now.toEpochMilli(),
                ttl.isZero() ? 0 : now.plus(ttl).toEpochMilli());
    }

    boolean expired(Instant now) {
        return expiresAt > 0 && now.toEpochMilli() >= expiresAt;
    }

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
