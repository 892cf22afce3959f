package io.sealwright.crypto.transit;

/** A key that signs, or one that can only verify because its private part is not here. */
public sealed interface SignatureKey extends VersionKey
        permits RsaKey, EcKey, Ed25519Key, MlDsaKey {
    boolean hasPrivatePart();

    /**
     * @throws RefusedException if the private part is not here or the options do not fit the key
     */
    byte[] sign(byte[] input, SignatureOptions options);

    /**
     * Whether the signature is that of the input; false, too, for one that is malformed.
     *
     * @throws RefusedException if the options do not fit the key, or a signature in ASN.1 is none
     */
    boolean verify(byte[] input, byte[] signature, SignatureOptions options);

    /** For use at the head of {@link #sign}. */
    static RefusedException noPrivatePart() {
        return new RefusedException(
                "requested version for signing does not contain a private part");
    }
}
