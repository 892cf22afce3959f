package io.sealwright.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 under the audit salt, written {@code hmac-sha256:<hex>} as in Vault's audit log and
 * {@code sys/audit-hash}. Thread-safe: each thread keeps its own MAC. After {@link #close} every
 * call throws {@link IllegalStateException}.
 */
public final class AuditHasher implements AutoCloseable {

    /** Length of the salt in bytes. */
    public static final int SALT_BYTES = 32;

    static final String PREFIX = "hmac-sha256:";
    private static final int SCRATCH_BYTES = 1024;

    private final byte[] salt;
    private volatile ThreadLocal<Worker> workers;
    private volatile boolean closed;

    /**
     * @param salt 32 random bytes, the same on every node; copied, the caller may wipe its array
     * @throws IllegalArgumentException if the salt has another length
     */
    public AuditHasher(byte[] salt) {
        if (salt.length != SALT_BYTES) {
            throw new IllegalArgumentException("audit salt must be " + SALT_BYTES + " bytes");
        }
        this.salt = salt.clone();
        this.workers = ThreadLocal.withInitial(this::worker);
    }

    /** The hash of a value; its UTF-8 bytes are what is hashed. */
    public Hashed hash(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        Hashed hashed = hash(bytes);
        Arrays.fill(bytes, (byte) 0);
        return hashed;
    }

    /** The hash of the bytes of a value. The array is only read. */
    public Hashed hash(byte[] value) {
        Worker worker = current();
        worker.mac.update(value);
        return new Hashed(PREFIX + HexFormat.of().formatHex(worker.finish()));
    }

    /** Writes the hash of the characters as a JSON string. */
    void write(JsonOut out, char[] chars, int from, int count) {
        Worker worker = current();
        worker.update(chars, from, count);
        out.prefixedHex(PREFIX, worker.finish());
    }

    void write(JsonOut out, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        write(out, bytes);
        Arrays.fill(bytes, (byte) 0);
    }

    void write(JsonOut out, byte[] value) {
        Worker worker = current();
        worker.mac.update(value);
        out.prefixedHex(PREFIX, worker.finish());
    }

    /** Forgets the salt. Idempotent. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(salt, (byte) 0);
        workers = ThreadLocal.withInitial(this::worker); // the MACs hold copies of the key
    }

    @Override
    public String toString() {
        return "AuditHasher[salt hidden]";
    }

    private Worker current() {
        if (closed) {
            throw new IllegalStateException("audit hasher is closed");
        }
        return workers.get();
    }

    private Worker worker() {
        if (closed) {
            throw new IllegalStateException("audit hasher is closed");
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            return new Worker(mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is not available", e);
        }
    }

    private static final class Worker {
        final Mac mac;
        private final byte[] scratch = new byte[SCRATCH_BYTES];
        private final byte[] digest = new byte[32];

        Worker(Mac mac) {
            this.mac = mac;
        }

        byte[] finish() {
            try {
                mac.doFinal(digest, 0);
                return digest;
            } catch (ShortBufferException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Feeds the UTF-8 form piece by piece, so that no copy of the value is left behind. */
        void update(char[] chars, int from, int count) {
            int used = 0;
            int end = from + count;
            for (int i = from; i < end; i++) {
                if (used > SCRATCH_BYTES - 4) {
                    mac.update(scratch, 0, used);
                    used = 0;
                }
                char c = chars[i];
                if (c < 0x80) {
                    scratch[used++] = (byte) c;
                } else {
                    int point = Character.codePointAt(chars, i, end);
                    i += Character.charCount(point) - 1;
                    used = utf8(point, used);
                }
            }
            mac.update(scratch, 0, used);
            Arrays.fill(scratch, (byte) 0);
        }

        private int utf8(int point, int at) {
            int used = at;
            if (point >= 0xd800 && point < 0xe000) {
                scratch[used++] = '?'; // as String.getBytes does with half a pair
                return used;
            }
            if (point < 0x800) {
                scratch[used++] = (byte) (0xc0 | (point >> 6));
            } else if (point < 0x10000) {
                scratch[used++] = (byte) (0xe0 | (point >> 12));
                scratch[used++] = (byte) (0x80 | ((point >> 6) & 0x3f));
            } else {
                scratch[used++] = (byte) (0xf0 | (point >> 18));
                scratch[used++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                scratch[used++] = (byte) (0x80 | ((point >> 6) & 0x3f));
            }
            scratch[used++] = (byte) (0x80 | (point & 0x3f));
            return used;
        }
    }
}
