package io.sealwright.server.engine.transit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Writes the JSON of a backup. By hand, so that no key becomes a string on its way; the caller
 * wipes the result. Not thread-safe.
 */
final class BackupText {
    private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);
    private static final int BILLION_DIGITS = 9;

    /** Overwrites each buffer that it grows out of. */
    private static final class Wiped extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            reserve(length);
            super.write(bytes, from, length);
        }

        @Override
        public synchronized void write(int b) {
            reserve(1);
            super.write(b);
        }

        private void reserve(int more) {
            if (count + more > buf.length) {
                byte[] old = buf;
                buf = Arrays.copyOf(old, Math.max(2 * old.length, count + more));
                Arrays.fill(old, (byte) 0);
            }
        }

        synchronized byte[] take() {
            byte[] all = Arrays.copyOf(buf, count);
            Arrays.fill(buf, (byte) 0);
            return all;
        }
    }

    private final Wiped out = new Wiped();
    private boolean first = true;

    byte[] take() {
        return out.take();
    }

    BackupText open(char bracket) {
        out.write(bracket);
        first = true;
        return this;
    }

    BackupText close(char bracket) {
        out.write(bracket);
        first = false;
        return this;
    }

    /** Begins an element of a list. */
    BackupText element() {
        if (!first) {
            out.write(',');
        }
        first = false;
        return this;
    }

    /** Begins a member. */
    BackupText name(String name) {
        element();
        string(name);
        out.write(':');
        return this;
    }

    /** Text of ASCII, in which only line ends are escaped. */
    BackupText string(String text) {
        out.write('"');
        ascii(text.replace("\n", "\\n"));
        out.write('"');
        return this;
    }

    BackupText number(long value) {
        return ascii(Long.toString(value));
    }

    BackupText bool(boolean value) {
        return ascii(Boolean.toString(value));
    }

    BackupText none() {
        return ascii("null");
    }

    /** Base64, or null for nothing; wipes the array. */
    BackupText bytes(byte[] value) {
        if (value.length == 0) {
            return none();
        }
        byte[] text = Base64.getEncoder().encode(value);
        out.write('"');
        out.write(text, 0, text.length);
        out.write('"');
        Arrays.fill(value, (byte) 0);
        Arrays.fill(text, (byte) 0);
        return this;
    }

    /** In decimal digits; not negative. */
    BackupText number(BigInteger value) {
        BigInteger[] parts = value.divideAndRemainder(BILLION);
        if (parts[0].signum() == 0) {
            return number(parts[1].intValue());
        }
        number(parts[0]);
        int rest = parts[1].intValue();
        byte[] digits = new byte[BILLION_DIGITS];
        for (int i = BILLION_DIGITS - 1; i >= 0; i--) {
            digits[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        out.write(digits, 0, digits.length);
        Arrays.fill(digits, (byte) 0);
        return this;
    }

    private BackupText ascii(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes, 0, bytes.length);
        return this;
    }
}
