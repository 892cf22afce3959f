package io.sealwright.crypto.transit;

import java.util.Arrays;
import java.util.HexFormat;

/** The object identifiers of keys, without tag and length. */
final class Oids {
    static final byte[] RSA = hex("2a864886f70d010101");
    static final byte[] RSA_PSS = hex("2a864886f70d01010a");
    static final byte[] EC = hex("2a8648ce3d0201");
    static final byte[] P256 = hex("2a8648ce3d030107");
    static final byte[] P384 = hex("2b81040022");
    static final byte[] P521 = hex("2b81040023");
    static final byte[] ED25519 = hex("2b6570");
    static final byte[] MLDSA_44 = hex("608648016503040311");
    static final byte[] MLDSA_65 = hex("608648016503040312");
    static final byte[] MLDSA_87 = hex("608648016503040313");

    private Oids() {}

    /** What kind of key the identifiers name, in the words of errors. */
    static String kind(byte[] algorithm, byte[] curve) {
        if (Arrays.equals(algorithm, RSA) || Arrays.equals(algorithm, RSA_PSS)) {
            return "an RSA key";
        }
        if (Arrays.equals(algorithm, EC)) {
            return Arrays.equals(curve, P256)
                    ? "a P-256 key"
                    : Arrays.equals(curve, P384)
                            ? "a P-384 key"
                            : Arrays.equals(curve, P521) ? "a P-521 key" : "a key of another curve";
        }
        if (Arrays.equals(algorithm, ED25519)) {
            return "an Ed25519 key";
        }
        return Arrays.equals(algorithm, MLDSA_44)
                ? "an ML-DSA-44 key"
                : Arrays.equals(algorithm, MLDSA_65)
                        ? "an ML-DSA-65 key"
                        : Arrays.equals(algorithm, MLDSA_87)
                                ? "an ML-DSA-87 key"
                                : "a key of another kind";
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
