package io.sealwright.server.rotation;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;

/**
 * A kind of key pair.
 *
 * @param bits of an RSA modulus or a NIST curve; 0 for Ed25519
 */
record KeyKind(String type, int bits) {
    static final String ED25519 = "ed25519";
    static final String RSA = "rsa";
    static final String ECDSA = "ecdsa";

    /**
     * @param bits 0: the usual ones
     * @throws IllegalArgumentException if there are no such keys
     */
    static KeyKind of(String type, int bits) {
        return switch (type) {
            case ED25519 -> checked(type, bits, bits == 0, "ed25519 keys have no bits to choose");
            case RSA -> {
                int size = bits == 0 ? 3_072 : bits;
                boolean known = size == 2_048 || size == 3_072 || size == 4_096;
                yield checked(type, size, known, "bits of an rsa key are 2048, 3072 or 4096");
            }
            case ECDSA -> {
                int size = bits == 0 ? 256 : bits;
                boolean known = size == 256 || size == 384 || size == 521;
                yield checked(type, size, known, "bits of an ecdsa key are 256, 384 or 521");
            }
            default -> throw new IllegalArgumentException("keys are ed25519, ecdsa or rsa");
        };
    }

    private static KeyKind checked(String type, int bits, boolean known, String problem) {
        if (!known) {
            throw new IllegalArgumentException(problem);
        }
        return new KeyKind(type, bits);
    }

    KeyPair generate(SecureRandom random) {
        try {
            return generator(random).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without keys of type " + type, e);
        }
    }

    private KeyPairGenerator generator(SecureRandom random)
            throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        return switch (type) {
            case RSA -> {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(bits, random);
                yield generator;
            }
            case ECDSA -> {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"), random);
                yield generator;
            }
            default -> KeyPairGenerator.getInstance("Ed25519");
        };
    }

    /** What it signs certificates with. */
    String signature() {
        return switch (type) {
            case RSA -> "SHA256withRSA";
            case ECDSA -> "SHA" + Math.min(bits, 512) + "withECDSA";
            default -> "Ed25519";
        };
    }
}
