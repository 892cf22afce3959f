package io.sealwright.server.spi;

import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens that no store keeps: signed by their bearers, with keys that were issued here.
 * Nothing is written: a request with one costs no commit. Thread-safe.
 */
public interface SignedBearers {
    /** Whether it has the form of one; no token of ours has. */
    static boolean looksSigned(String token) {
        int dot = token.indexOf('.');
        return token.startsWith("ey") && dot > 0 && token.indexOf('.', dot + 1) > 0;
    }

    /**
     * The standing of its bearer, as a token that is stored nowhere; null for nobody: it was not
     * signed by a living key, does not count now, is not for this API, or may not come from this
     * address.
     */
    @Nullable TokenEntry bearer(Transaction transaction, String token, Remote remote, Instant now);
}
