package io.sealwright.server.identity.mfa;

import io.sealwright.crypto.SecretAccess;
import io.sealwright.crypto.SecretBytes;
import io.sealwright.crypto.Totp;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The secret of one entity for one method, with what has been tried with it. Wiped at {@link
 * #close()}, which goes for all that were made of it.
 *
 * @param skew how many periods a clock may be ahead or behind
 * @param last the latest period whose code was used, {@link Totp#NONE} at first; no code of it or
 *     one before is taken again
 * @param failures wrong codes since the last right one
 * @param failed when the last of them came, epoch milliseconds
 */
record TotpSecret(Totp totp, int skew, SecretBytes key, long last, int failures, long failed)
        implements AutoCloseable {
    /** How long too many wrong codes lock it, and after which they are forgotten. */
    static final Duration LOCK = Duration.ofMinutes(15);

    private static final byte VERSION = 1;
    private static final int HEAD = 4 + Integer.BYTES + Long.BYTES + Integer.BYTES + Long.BYTES;

    /** Takes the key over. */
    static TotpSecret fresh(TotpMethod method, byte[] key) {
        return new TotpSecret(
                method.totp(), method.skew(), SecretBytes.adopt(key), Totp.NONE, 0, 0);
    }

    /** Whether no code is looked at now. */
    boolean locked(int maxAttempts, Instant now) {
        return failures >= maxAttempts && !forgotten(now);
    }

    /** Until the lock is over, rounded up. */
    long secondsLocked(Instant now) {
        return Math.ceilDiv(failed + LOCK.toMillis() - now.toEpochMilli(), 1_000L);
    }

    private boolean forgotten(Instant now) {
        return now.toEpochMilli() >= failed + LOCK.toMillis();
    }

    /** After a code of this period was taken. */
    TotpSecret used(long step) {
        return new TotpSecret(totp, skew, key, step, 0, 0);
    }

    /** After a wrong code. */
    TotpSecret failed(Instant now) {
        int count = forgotten(now) ? 1 : failures + 1;
        return new TotpSecret(totp, skew, key, last, count, now.toEpochMilli());
    }

    /** The stored form; the caller wipes it. */
    byte[] encode() {
        return key.use(
                SecretAccess.insecure(),
                bytes ->
                        ByteBuffer.allocate(HEAD + bytes.length)
                                .put(VERSION)
                                .put(code(totp.algorithm()))
                                .put((byte) totp.digits())
                                .put((byte) skew)
                                .putInt(totp.period())
                                .putLong(last)
                                .putInt(failures)
                                .putLong(failed)
                                .put(bytes)
                                .array());
    }

    /**
     * Wipes the stored form.
     *
     * @throws IllegalStateException if it is not one of this version
     */
    static TotpSecret decode(byte[] stored) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        if (stored.length <= HEAD || buffer.get() != VERSION) {
            throw new IllegalStateException("a TOTP secret of an unknown format");
        }
        Totp.Algorithm algorithm = algorithm(buffer.get());
        int digits = buffer.get();
        int skew = buffer.get();
        Totp totp = new Totp(algorithm, digits, buffer.getInt());
        long last = buffer.getLong();
        int failures = buffer.getInt();
        long failed = buffer.getLong();
        SecretBytes key = SecretBytes.adopt(Arrays.copyOfRange(stored, HEAD, stored.length));
        Arrays.fill(stored, (byte) 0);
        return new TotpSecret(totp, skew, key, last, failures, failed);
    }

    private static byte code(Totp.Algorithm algorithm) {
        return switch (algorithm) {
            case SHA1 -> 1;
            case SHA256 -> 2;
            case SHA512 -> 3;
        };
    }

    private static Totp.Algorithm algorithm(byte code) {
        return switch (code) {
            case 1 -> Totp.Algorithm.SHA1;
            case 2 -> Totp.Algorithm.SHA256;
            case 3 -> Totp.Algorithm.SHA512;
            default -> throw new IllegalStateException("a TOTP secret of an unknown algorithm");
        };
    }

    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "TotpSecret[" + totp + "]";
    }
}
