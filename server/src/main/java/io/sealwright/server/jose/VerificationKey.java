package io.sealwright.server.jose;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Set;

/**
 * A public key that tokens may be signed with.
 *
 * @param kid the name by which tokens call it; empty if it has none
 * @param algorithm the only one that it is for; empty if any that fits
 */
public record VerificationKey(String kid, PublicKey key, String algorithm) {
    /** The most keys of one configuration or key set. */
    public static final int MAX = 100;

    private static final int LEAST_RSA_BITS = 2_048;

    /** Larger ones take long, and their owner is not we. */
    private static final int MOST_RSA_BITS = 8_192;

    /**
     * @throws TokenRefused if it is no key for signatures, or one that is too weak
     */
    public VerificationKey {
        switch (key) {
            case RSAPublicKey rsa -> requireStrong(rsa.getModulus().bitLength());
            case ECPublicKey _ -> requireKnownCurve(key);
            case EdECPublicKey edwards when edwards.getParams().getName().equals("Ed25519") -> {}
            default -> throw new TokenRefused("a key of a kind that is not supported");
        }
    }

    private static void requireStrong(int bits) {
        if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
            throw new TokenRefused(
                    "an RSA key of "
                            + bits
                            + " bits; between "
                            + LEAST_RSA_BITS
                            + " and "
                            + MOST_RSA_BITS
                            + " are expected");
        }
    }

    private static void requireKnownCurve(PublicKey key) {
        if (SignatureAlgorithm.ALL.stream().noneMatch(algorithm -> algorithm.fits(key))) {
            throw new TokenRefused("an EC key of a curve that is not P-256, P-384 or P-521");
        }
    }

    private boolean verifies(CompactToken token, SignatureAlgorithm with) {
        return (token.kid().isEmpty() || kid.isEmpty() || kid.equals(token.kid()))
                && (algorithm.isEmpty() || algorithm.equals(with.label()))
                && with.fits(key)
                && with.verifies(key, token.signed(), token.signature());
    }

    /**
     * Whether one of the keys has signed the token. Keys without a name are tried for any token; a
     * token that names none may be of any key.
     *
     * @throws TokenRefused if the algorithm is not one of the allowed
     */
    public static boolean anyVerifies(
            List<VerificationKey> keys, CompactToken token, Set<SignatureAlgorithm> allowed) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.find(token.algorithm());
        if (algorithm == null) {
            return false;
        }
        if (!allowed.contains(algorithm)) {
            throw new TokenRefused(
                    "invalid algorithm (alg) header parameter: token signed with unexpected algorithm");
        }
        return keys.stream().anyMatch(key -> key.verifies(token, algorithm));
    }
}
