package io.sealwright.server.auth.gcp;

import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.jose.TokenRefused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;

/**
 * Tokens whose signature was right, by their hash, so that a client that sends one for an hour
 * costs one check. Whether its key is still there is asked each time. Bounded: the one that was not
 * used for longest goes first. Thread-safe.
 */
final class CheckedSignatures {
    /** Some KiB each. */
    static final int MAX = 1_024;

    private final LinkedHashMap<String, Assertion> known = new LinkedHashMap<>(64, 0.75f, true);

    /**
     * @param id of the token
     * @param parsed the token
     * @param key that the token names
     * @throws TokenRefused if the key has not signed it
     */
    Assertion of(String id, CompactToken parsed, AccountKey key) {
        synchronized (known) {
            Assertion earlier = known.get(id);
            if (earlier != null) {
                return earlier;
            }
        }
        Assertion assertion = Assertion.signed(parsed, key);
        synchronized (known) {
            known.put(id, assertion);
            if (known.size() > MAX) {
                known.pollFirstEntry();
            }
        }
        return assertion;
    }

    void clear() {
        synchronized (known) {
            known.clear();
        }
    }

    int size() {
        synchronized (known) {
            return known.size();
        }
    }

    /** Tells tokens apart without keeping them. */
    static String id(String token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has SHA-256", e);
        }
    }
}
