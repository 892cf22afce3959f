package io.sealwright.crypto;

/**
 * What a seal does with a root key: wrap and unwrap it. The unseal key of a Shamir seal is one; a
 * key in a KMS or an HSM implements the same two calls.
 */
public interface RootKeyWrapper {
    /** The type that records wrapped by this name. */
    SealType type();

    /** The root key (32 bytes) encrypted and bound to {@code aad}. Keeps neither argument. */
    byte[] wrap(SecretBytes rootKey, byte[] aad);

    /**
     * The root key behind {@code wrapped}; throws {@link WrongKeyException} if it was wrapped by
     * another key or for another AAD.
     */
    SecretBytes unwrap(byte[] wrapped, byte[] aad);
}
