package io.sealwright.crypto;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Immutable encrypted bytes, so that a record can hold them and compare by content. */
public final class Ciphertext {
    private final byte[] bytes;

    private Ciphertext(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Holds a copy. */
    public static Ciphertext copyOf(byte[] bytes) {
        return new Ciphertext(bytes.clone());
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** How many bytes. */
    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ciphertext that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Ciphertext[" + bytes.length + "]";
    }
}
