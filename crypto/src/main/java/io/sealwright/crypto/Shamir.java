package io.sealwright.crypto;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shamir's secret sharing of a 32-byte key over GF(2^8) (0x11B), in the form that Vault and OpenBao
 * use: a share is the 32 values of a random polynomial at a point x, followed by x itself (1 to
 * 255, 33 bytes in all). Fewer shares than the threshold tell nothing about the key. One share of
 * one is the key itself, 32 bytes.
 */
public final class Shamir {
    /** Length of the secret in bytes. */
    public static final int SECRET_LENGTH = 32;

    /** Length of a share in bytes, except where there is only one. */
    public static final int SHARE_LENGTH = SECRET_LENGTH + 1;

    /** The largest number of shares. */
    public static final int MAX_SHARES = 255;

    private Shamir() {}

    /**
     * Throws {@link IllegalArgumentException} unless {@code shares} is 1 to 255 and {@code
     * threshold} 2 to {@code shares}, or both are 1.
     */
    public static void checkCounts(int shares, int threshold) {
        if (shares < 1 || shares > MAX_SHARES) {
            throw new IllegalArgumentException("shares must be 1 to 255");
        }
        if (threshold < 1 || threshold > shares) {
            throw new IllegalArgumentException("threshold must be 1 to the number of shares");
        }
        if (threshold == 1 && shares > 1) {
            throw new IllegalArgumentException(
                    "threshold must be greater than one for multiple shares");
        }
    }

    /**
     * Splits {@code secret}, which the caller still owns; the shares are secrets, too: whoever
     * holds them wipes them.
     */
    public static List<byte[]> split(
            byte[] secret, int shares, int threshold, SecureRandom random) {
        checkCounts(shares, threshold);
        if (secret.length != SECRET_LENGTH) {
            throw new IllegalArgumentException(
                    "a secret to split has 32 bytes, not " + secret.length);
        }
        if (shares == 1) {
            return List.of(secret.clone());
        }
        List<byte[]> out = new ArrayList<>(shares);
        byte[] points = randomPoints(random);
        for (int i = 0; i < shares; i++) {
            byte[] share = new byte[SHARE_LENGTH];
            share[SECRET_LENGTH] = points[i];
            out.add(share);
        }
        byte[] coefficients = new byte[threshold];
        for (int position = 0; position < SECRET_LENGTH; position++) {
            random.nextBytes(coefficients);
            coefficients[0] = secret[position];
            for (byte[] share : out) {
                share[position] = (byte) evaluate(coefficients, share[SECRET_LENGTH] & 0xFF);
            }
        }
        Arrays.fill(coefficients, (byte) 0);
        return List.copyOf(out);
    }

    // The points 1 to 255 in random order, so that a share does not tell which one it is.
    private static byte[] randomPoints(SecureRandom random) {
        byte[] points = new byte[MAX_SHARES];
        for (int i = 0; i < MAX_SHARES; i++) {
            points[i] = (byte) (i + 1);
        }
        for (int i = MAX_SHARES - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            byte swapped = points[i];
            points[i] = points[j];
            points[j] = swapped;
        }
        return points;
    }

    private static int evaluate(byte[] coefficients, int x) {
        int value = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            value = Gf256.multiply(value, x) ^ (coefficients[i] & 0xFF);
        }
        return value;
    }

    /**
     * The secret behind the shares. With fewer shares than the threshold, or a wrong one, it is a
     * random-looking other value: only opening something with it shows. Throws {@link
     * IllegalArgumentException} for a share of the wrong length, a share whose point is 0, and two
     * shares of the same point.
     */
    public static byte[] combine(List<byte[]> shares) {
        if (shares.isEmpty()) {
            throw new IllegalArgumentException("no shares");
        }
        if (shares.size() == 1) {
            return singleShare(shares.getFirst());
        }
        int[] points = points(shares);
        byte[] secret = new byte[SECRET_LENGTH];
        for (int i = 0; i < points.length; i++) {
            int weight = weightAtZero(points, i);
            byte[] share = shares.get(i);
            for (int position = 0; position < SECRET_LENGTH; position++) {
                secret[position] ^= (byte) Gf256.multiply(share[position] & 0xFF, weight);
            }
        }
        return secret;
    }

    private static byte[] singleShare(byte[] share) {
        if (share.length != SECRET_LENGTH) {
            throw new IllegalArgumentException("a single share has 32 bytes, not " + share.length);
        }
        return share.clone();
    }

    private static int[] points(List<byte[]> shares) {
        int[] points = new int[shares.size()];
        boolean[] seen = new boolean[MAX_SHARES + 1];
        for (int i = 0; i < points.length; i++) {
            checkShare(shares.get(i));
            points[i] = shares.get(i)[SECRET_LENGTH] & 0xFF;
            if (seen[points[i]]) {
                throw new IllegalArgumentException("two shares have the same point");
            }
            seen[points[i]] = true;
        }
        return points;
    }

    /** Throws {@link IllegalArgumentException} unless this can be a share of several. */
    static void checkShare(byte[] share) {
        if (share.length != SHARE_LENGTH) {
            throw new IllegalArgumentException("a share has 33 bytes, not " + share.length);
        }
        if (share[SECRET_LENGTH] == 0) {
            throw new IllegalArgumentException("a share's last byte is not 0");
        }
    }

    // Lagrange: the product of x_j / (x_j - x_i) over the other points; minus is xor here.
    private static int weightAtZero(int[] points, int i) {
        int weight = 1;
        for (int j = 0; j < points.length; j++) {
            if (j != i) {
                weight = Gf256.multiply(weight, Gf256.divide(points[j], points[j] ^ points[i]));
            }
        }
        return weight;
    }
}
