package io.sealwright.crypto;

/**
 * Arithmetic in GF(2^8) with the polynomial x^8 + x^4 + x^3 + x + 1 (0x11B), without tables and
 * without branches on values, so that its time and its memory accesses do not depend on them.
 * Elements are ints from 0 to 255.
 */
final class Gf256 {
    private static final int REDUCTION = 0x1B;

    private Gf256() {}

    static int multiply(int a, int b) {
        int product = 0;
        int shifted = a;
        for (int bit = 0; bit < 8; bit++) {
            product ^= shifted & -((b >>> bit) & 1);
            shifted = ((shifted << 1) ^ (REDUCTION & -(shifted >>> 7))) & 0xFF;
        }
        return product;
    }

    /** {@code a^254}, which is the inverse, and 0 for 0. */
    static int inverse(int a) {
        int square = multiply(a, a);
        int power = square;
        for (int i = 0; i < 6; i++) {
            square = multiply(square, square);
            power = multiply(power, square);
        }
        return power;
    }

    static int divide(int a, int b) {
        return multiply(a, inverse(b));
    }
}
