package io.sealwright.server.rotation;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the types of RFC 4251. For one thread. */
final class SshBytes {
    /** An RSA key of 4,096 bits fits, so that nothing is left behind in a buffer it outgrew. */
    private static final int SIZE = 8 << 10;

    private final Wiped out = new Wiped();

    private static final class Wiped extends ByteArrayOutputStream {
        Wiped() {
            super(SIZE);
        }

        byte[] take() {
            byte[] taken = toByteArray();
            Arrays.fill(buf, (byte) 0);
            return taken;
        }
    }

    SshBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    SshBytes raw(int number) {
        return raw(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    /** A string of bytes, with its length. */
    SshBytes bytes(byte[] bytes) {
        return raw(bytes.length).raw(bytes);
    }

    SshBytes text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A number as {@code mpint}; not negative. */
    SshBytes number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        SshBytes same = bytes(bytes);
        Arrays.fill(bytes, (byte) 0);
        return same;
    }

    /** Up to a multiple of the block, with 1, 2, 3, ... */
    SshBytes padded(int block) {
        for (int i = 1; out.size() % block != 0; i++) {
            out.write(i);
        }
        return this;
    }

    /** To be called once; what was written is wiped here. */
    byte[] take() {
        return out.take();
    }
}
