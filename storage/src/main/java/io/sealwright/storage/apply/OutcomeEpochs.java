package io.sealwright.storage.apply;

/**
 * How long outcomes are remembered. They lie in epochs of {@value #LENGTH} outcomes, and an epoch
 * is dropped as a whole when the second one after it begins: each outcome is remembered for at
 * least {@value #LENGTH} later ones, and at most twice that many are stored (some 50 bytes each).
 */
public final class OutcomeEpochs {
    public static final long LENGTH = 1 << 19;

    private OutcomeEpochs() {}

    /** The epoch that the outcome with this sequence number belongs to. */
    public static int of(long sequence) {
        return Math.toIntExact(sequence / LENGTH);
    }
}
