package io.sealwright.crypto.transit;

/**
 * Says that not a key itself is used but one derived for a context.
 *
 * @param context not empty
 * @param convergent the nonce follows from the plaintext, so that equal ones give equal ciphertexts
 */
public record Derivation(Kdf kdf, byte[] context, boolean convergent) {
    /**
     * @throws RefusedException if the context is empty
     */
    public Derivation {
        if (context.length == 0) {
            throw new RefusedException(
                    "missing 'context' for key derivation; the key was created using a derived key, which means additional, per-request information must be included in order to perform operations with the key");
        }
    }

    @Override
    public String toString() {
        return "Derivation[" + kdf + "]";
    }
}
