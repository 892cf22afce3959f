package io.sealwright.crypto.transit;

import org.jspecify.annotations.Nullable;

/**
 * How something is signed. Each type of key looks at what concerns it.
 *
 * @param hash null for none: what is signed then stands bare in the signature's padding
 * @param prehashed the input is the hash already
 * @param externalMu the input is ML-DSA's message representative (FIPS 204, 6.2)
 * @param scheme of RSA: {@code pss}, which the empty string means too, or {@code pkcs1v15}
 * @param saltLength of PSS in bytes, or {@link #SALT_AUTO}, or {@link #SALT_AS_HASH}
 * @param jws whether ECDSA's two numbers stand one after the other, else in ASN.1
 */
public record SignatureOptions(
        @Nullable HashAlgorithm hash,
        boolean prehashed,
        boolean externalMu,
        String scheme,
        int saltLength,
        boolean jws) {
    /** As long as possible when signing, any when verifying. */
    public static final int SALT_AUTO = 0;

    /** As long as the hash. */
    public static final int SALT_AS_HASH = -1;

    /** SHA-256, PSS, ASN.1. */
    public static final SignatureOptions DEFAULT =
            new SignatureOptions(HashAlgorithm.SHA2_256, false, false, "pss", SALT_AUTO, false);

    /** What is signed by the types that sign a hash. */
    byte[] hashed(byte[] input) {
        return prehashed || hash == null ? input : hash.digest(input);
    }
}
