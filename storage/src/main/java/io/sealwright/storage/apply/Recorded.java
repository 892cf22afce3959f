package io.sealwright.storage.apply;

import io.sealwright.storage.Outcome;

/** What a submission's id is answered with. */
public sealed interface Recorded {
    record Known(Outcome outcome) implements Recorded {}

    /** Not applied, and not remembered: too many outcomes passed since its submitter's sequence. */
    record Expired() implements Recorded {}
}
