package io.sealwright.server.auth.cert;

import java.time.Duration;
import java.time.Instant;

/**
 * What has been learnt about one certificate.
 *
 * @param reason why it is not known, in our words; empty where it is
 * @param until how long it counts
 */
record OcspAnswer(Status status, String reason, Instant until) {
    /** The longest that an answer is kept, whatever the responder says. */
    static final Duration LONGEST = Duration.ofHours(1);

    /** How long it is kept that nothing was learnt, and an answer that names no end. */
    static final Duration SHORTEST = Duration.ofSeconds(5);

    enum Status {
        GOOD,
        REVOKED,
        /** The responder does not know the certificate. */
        UNKNOWN,
        /** There is no answer that counts. */
        NONE
    }

    static OcspAnswer none(String reason, Instant now) {
        return new OcspAnswer(Status.NONE, reason, now.plus(SHORTEST));
    }

    boolean counts(Instant now) {
        return now.isBefore(until);
    }

    /** Of two answers about the same certificate the one that speaks more against it. */
    OcspAnswer orWorse(OcspAnswer other) {
        return badness() >= other.badness() ? this : other;
    }

    private int badness() {
        return switch (status) {
            case GOOD -> 0;
            case UNKNOWN -> 1;
            case NONE -> 2;
            case REVOKED -> 3;
        };
    }
}
