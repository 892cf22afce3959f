package io.sealwright.crypto.transit;

import java.math.BigInteger;
import java.security.spec.ECPoint;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** The little arithmetic on curves that the JDK does not offer; BouncyCastle's. */
final class EcPoints {
    private EcPoints() {}

    /**
     * @throws RefusedException if it is no scalar of the curve
     */
    static ECPoint ofScalar(KeyType type, BigInteger scalar) {
        X9ECParameters curve = curve(type);
        if (scalar.signum() <= 0 || scalar.compareTo(curve.getN()) >= 0) {
            throw new RefusedException("error parsing asymmetric key: not a scalar of the curve");
        }
        org.bouncycastle.math.ec.ECPoint point =
                new FixedPointCombMultiplier().multiply(curve.getG(), scalar).normalize();
        return new ECPoint(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
    }

    /**
     * @throws RefusedException if they are no point of the curve
     */
    static void requireOnCurve(KeyType type, BigInteger x, BigInteger y) {
        try {
            curve(type).getCurve().validatePoint(x, y);
        } catch (IllegalArgumentException e) {
            throw EcKey.notOnCurve();
        }
    }

    private static X9ECParameters curve(KeyType type) {
        return CustomNamedCurves.getByName(EcKey.curveName(type));
    }

    /** Big-endian in exactly so many bytes. */
    static byte[] fixed(BigInteger value, int length) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[length];
        int count = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - count, fixed, length - count, count);
        return fixed;
    }
}
