package io.sealwright.server.usage;

import java.util.Locale;

/** Why a request was refused, as metrics name it. */
public enum RefusalReason {
    /** No token came with it. */
    NO_TOKEN,
    /** A token came that is none, or may not be used so. */
    BAD_TOKEN,
    /** The caller's policies do not allow it. */
    POLICY,
    /** The policies allow it, and what it asked for refused it. */
    ENGINE,
    /** A login that did not succeed. */
    LOGIN,
    /** A rate limit. */
    RATE_LIMIT;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
