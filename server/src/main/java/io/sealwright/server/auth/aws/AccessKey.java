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
    /** What ids of keys that last begin with, and of those of a session. */
    static final String PERMANENT = "AKIA";

    static final String TEMPORARY = "ASIA";

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int ID_LENGTH = 16;
    private static final int SECRET_LENGTH = 40;

    /**
     * @param ttl zero = without end
     */
    static AccessKey issued(SecureRandom random, Instant now, Duration ttl) {
        return new AccessKey(
                freshId(PERMANENT, random),
                freshSecret(random),
                now.toEpochMilli(),
                ttl.isZero() ? 0 : now.plus(ttl).toEpochMilli());
    }

    static String freshId(String prefix, SecureRandom random) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    static byte[] freshSecret(SecureRandom random) {
        return RandomTokens.base62Bytes(SECRET_LENGTH, random);
    }

    /** A secret as JSON: letters and digits alone need no escapes. */
    static byte[] quoted(byte[] secret) {
        byte[] json = new byte[secret.length + 2];
        json[0] = '"';
        System.arraycopy(secret, 0, json, 1, secret.length);
        json[json.length - 1] = '"';
        return json;
    }

    boolean expired(Instant now) {
        return expiresAt > 0 && now.toEpochMilli() >= expiresAt;
    }

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
