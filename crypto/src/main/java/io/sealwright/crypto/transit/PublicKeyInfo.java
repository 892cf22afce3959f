package io.sealwright.crypto.transit;

import io.sealwright.crypto.transit.Der.MalformedException;
import java.util.Arrays;

/**
 * A SubjectPublicKeyInfo (RFC 5280, 4.1.2.7).
 *
 * @param algorithm object identifier
 * @param curve object identifier of the curve; empty where the algorithm has none
 * @param key the bits
 */
record PublicKeyInfo(byte[] algorithm, byte[] curve, byte[] key) {
    private static final byte[] NONE = {};

    static byte[] rsa(byte[] key) {
        return encode(Der.sequence(Der.oid(Oids.RSA), Der.NULL), key);
    }

    static byte[] ec(byte[] curve, byte[] point) {
        return encode(Der.sequence(Der.oid(Oids.EC), Der.oid(curve)), point);
    }

    static byte[] ed25519(byte[] key) {
        return of(Oids.ED25519, key);
    }

    static byte[] of(byte[] algorithm, byte[] key) {
        return encode(Der.sequence(Der.oid(algorithm)), key);
    }

    private static byte[] encode(byte[] algorithm, byte[] key) {
        return Der.sequence(algorithm, Der.bits(key));
    }

    /**
     * @throws RefusedException if it is none
     */
    static PublicKeyInfo parse(byte[] der) {
        try {
            Der.Reader outer = new Der.Reader(der);
            Der.Reader info = outer.sequence();
            Der.Reader algorithm = info.sequence();
            byte[] oid = algorithm.oid();
            byte[] curve = algorithm.atOid() ? algorithm.oid() : NONE;
            byte[] key = info.bits();
            if (!outer.atEnd() || !info.atEnd()) {
                throw new MalformedException();
            }
            return new PublicKeyInfo(oid, curve, key);
        } catch (MalformedException e) {
            throw new RefusedException("error parsing public key: not a SubjectPublicKeyInfo");
        }
    }

    boolean is(byte[] wanted) {
        return Arrays.equals(algorithm, wanted);
    }

    String kind() {
        return Oids.kind(algorithm, curve);
    }
}
