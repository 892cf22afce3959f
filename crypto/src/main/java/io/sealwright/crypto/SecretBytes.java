package io.sealwright.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Secret bytes on the heap with an owner: wiped at {@link #close()}, compared in constant time,
 * never printed. For keys that live as long as the process is unsealed see {@link LockedMemory}.
 *
 * <p>Thread-safe. Every access after {@code close()} throws {@link IllegalStateException}, except
 * {@link #length()}, {@code equals} (which is then false for anything but itself), {@code hashCode}
 * and {@code toString}.
 */
public final class SecretBytes implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Holds a copy; the caller still owns, and wipes, the given array. */
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    /**
     * Takes the given array over: it is wiped at {@link #close()}, and the caller must not use it
     * any more.
     */
    public static SecretBytes adopt(byte[] bytes) {
        return new SecretBytes(Objects.requireNonNull(bytes));
    }

    /** How many bytes are held; does not change at {@link #close()}. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes, which the caller wipes. */
    public synchronized byte[] expose(SecretAccess access) {
        requireOpen(access);
        return bytes.clone();
    }

    /**
     * Lends the bytes themselves to {@code action} and returns its result. The action must not keep
     * or return the array. Other threads wait meanwhile, so that a concurrent {@link #close()}
     * cannot wipe what is in use.
     */
    public synchronized <T extends @Nullable Object> T use(
            SecretAccess access, Function<byte[], T> action) {
        requireOpen(access);
        return action.apply(bytes);
    }

    private void requireOpen(SecretAccess access) {
        Objects.requireNonNull(access);
        if (closed) {
            throw new IllegalStateException("secret bytes are closed");
        }
    }

    /** Overwrites the bytes with zeros; repeated calls do nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    /**
     * Same bytes, compared in time that depends on the lengths only; closed holders equal only
     * themselves.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof SecretBytes that)) {
            return false;
        }
        byte[] theirs = that.snapshot();
        try {
            synchronized (this) {
                return !closed
                        && theirs.length == bytes.length
                        && MessageDigest.isEqual(bytes, theirs);
            }
        } finally {
            Arrays.fill(theirs, (byte) 0);
        }
    }

    // Empty when closed; copied so that two holders compared both ways at once cannot wait for each
    // other.
    private synchronized byte[] snapshot() {
        return closed ? new byte[0] : bytes.clone();
    }

    /** Depends on the length only, so that it tells nothing of the content. */
    @Override
    public int hashCode() {
        return Integer.hashCode(bytes.length);
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + "]";
    }
}
