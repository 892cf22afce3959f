package io.sealwright.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * HChaCha20 (draft-irtf-cfrg-xchacha-03, 2.2): a key and the first 16 bytes of a nonce give the key
 * that ChaCha20 works with. The JDK has the rest of XChaCha20.
 */
final class HChaCha20 {
    private static final int ROUNDS = 20;
    // "expand 32-byte k"
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private HChaCha20() {}

    /** A key of 32 bytes, which the caller wipes. */
    static byte[] subkey(byte[] key, byte[] nonce) {
        int[] state = new int[16];
        System.arraycopy(CONSTANTS, 0, state, 0, 4);
        read(key, 32, state, 4);
        read(nonce, 16, state, 12);
        for (int round = 0; round < ROUNDS; round += 2) {
            for (int column = 0; column < 4; column++) {
                quarter(state, column, 4 + column, 8 + column, 12 + column);
            }
            for (int diagonal = 0; diagonal < 4; diagonal++) {
                quarter(
                        state,
                        diagonal,
                        4 + (diagonal + 1) % 4,
                        8 + (diagonal + 2) % 4,
                        12 + (diagonal + 3) % 4);
            }
        }
        ByteBuffer out = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 4; i++) {
            out.putInt(4 * i, state[i]).putInt(16 + 4 * i, state[12 + i]);
        }
        Arrays.fill(state, 0);
        return out.array();
    }

    private static void read(byte[] from, int length, int[] to, int offset) {
        ByteBuffer.wrap(from, 0, length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(to, offset, length / 4);
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[a] += x[b];
        x[d] = Integer.rotateLeft(x[d] ^ x[a], 16);
        x[c] += x[d];
        x[b] = Integer.rotateLeft(x[b] ^ x[c], 12);
        x[a] += x[b];
        x[d] = Integer.rotateLeft(x[d] ^ x[a], 8);
        x[c] += x[d];
        x[b] = Integer.rotateLeft(x[b] ^ x[c], 7);
    }
}
