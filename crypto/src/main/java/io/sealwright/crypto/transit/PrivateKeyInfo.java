package io.sealwright.crypto.transit;

import io.sealwright.crypto.transit.Der.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A PKCS #8 private key (RFC 5958); {@link #wipe} it after use.
 *
 * @param algorithm object identifier
 * @param curve object identifier of the curve; empty where the algorithm has none
 * @param key what is inside, in the algorithm's own form
 */
record PrivateKeyInfo(byte[] algorithm, byte[] curve, byte[] key) {
    private static final byte[] NONE = {};

    /** The caller wipes it. */
    static byte[] rsa(byte[] key) {
        return encode(Der.sequence(Der.oid(Oids.RSA), Der.NULL), key);
    }

    /** The caller wipes it. */
    static byte[] ec(byte[] curve, byte[] key) {
        return encode(Der.sequence(Der.oid(Oids.EC), Der.oid(curve)), key);
    }

    /** The caller wipes it. */
    static byte[] of(byte[] algorithm, byte[] key) {
        return encode(Der.sequence(Der.oid(algorithm)), key);
    }

    private static byte[] encode(byte[] algorithm, byte[] key) {
        byte[] octets = Der.octets(key);
        byte[] encoded = Der.sequence(Der.integer(BigInteger.ZERO), algorithm, octets);
        Arrays.fill(octets, (byte) 0);
        return encoded;
    }

    /**
     * @throws RefusedException if it is none
     */
    static PrivateKeyInfo parse(byte[] der) {
        try {
            Der.Reader outer = new Der.Reader(der);
            Der.Reader info = outer.sequence();
            info.integer();
            Der.Reader algorithm = info.sequence();
            byte[] oid = algorithm.oid();
            byte[] curve = algorithm.atOid() ? algorithm.oid() : NONE;
            byte[] key = info.octets();
            if (!outer.atEnd()) {
                throw new MalformedException();
            }
            return new PrivateKeyInfo(oid, curve, key);
        } catch (MalformedException e) {
            throw malformed();
        }
    }

    static RefusedException malformed() {
        return new RefusedException("error parsing asymmetric key: not a PKCS #8 private key");
    }

    boolean is(byte[] wanted) {
        return Arrays.equals(algorithm, wanted);
    }

    String kind() {
        return Oids.kind(algorithm, curve);
    }

    void wipe() {
        Arrays.fill(key, (byte) 0);
    }

    @Override
    public String toString() {
        return "PrivateKeyInfo[" + kind() + "]";
    }
}
