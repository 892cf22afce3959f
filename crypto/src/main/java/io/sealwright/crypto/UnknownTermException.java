package io.sealwright.crypto;

/**
 * A value was sealed under a term newer than this keyring knows: load the keyring again and retry.
 */
public final class UnknownTermException extends CryptoException {
    private final int term;

    UnknownTermException(int term, int newestKnown) {
        super("sealed under key term " + term + ", newest known is " + newestKnown);
        this.term = term;
    }

    /** The term that the value names. */
    public int term() {
        return term;
    }
}
