package io.sealwright.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * HMAC-SHA256 under the audit salt, written {@code hmac-sha256:<hex>} as in Vault's audit log and
 * {@code sys/audit-hash}. Thread-safe. After {@link #close} every call throws {@link
 * IllegalStateException}.
 */
public final class AuditHasher implements AutoCloseable {

    /** Length of the salt in bytes. */
    public static final int SALT_BYTES = 32;

    static final String PREFIX = "hmac-sha256:";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SCRATCH_BYTES = 1024;

    private final WorkerPool workers;

    /**
     * @param salt 32 random bytes, the same on every node; copied, the caller may wipe its array
     * @throws IllegalArgumentException if the salt has another length
     */
    public AuditHasher(byte[] salt) {
        if (salt.length != SALT_BYTES) {
            throw new IllegalArgumentException("audit salt must be " + SALT_BYTES + " bytes");
        }
        this.workers = new WorkerPool(salt.clone());
    }

    /** The hash of a value; its UTF-8 bytes are what is hashed. */
    public Hashed hash(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        try {
            return hash(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The hash of the bytes of a value. The array is only read. */
    public Hashed hash(byte[] value) {
        Worker worker = workers.borrow();
        worker.mac.update(value);
        String hex = HexFormat.of().formatHex(worker.finish());
        workers.giveBack(worker);
        return new Hashed(PREFIX + hex);
    }

    /** Writes the hash of the characters as a JSON string. */
    void write(JsonOut out, char[] chars, int from, int count) {
        Worker worker = workers.borrow();
        worker.update(chars, from, count);
        finish(out, worker);
    }

    void write(JsonOut out, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        write(out, bytes);
        Arrays.fill(bytes, (byte) 0);
    }

    void write(JsonOut out, byte[] value) {
        Worker worker = workers.borrow();
        worker.mac.update(value);
        finish(out, worker);
    }

    private void finish(JsonOut out, Worker worker) {
        byte[] digest = worker.finish();
        workers.giveBack(worker);
        out.prefixedHex(PREFIX, digest);
    }

    /** Wipes the salt. Idempotent. */
    @Override
    public void close() {
        workers.close();
    }

    @Override
    public String toString() {
        return "AuditHasher[salt hidden]";
    }

    /** A bounded number of MACs for any number of threads, virtual ones too; each can be wiped. */
    private static final class WorkerPool {
        private static final int SLOTS = 64;

        private final byte[] salt;
        private final AtomicReferenceArray<@Nullable Worker> slots =
                new AtomicReferenceArray<>(SLOTS);
        private volatile boolean closed;

        WorkerPool(byte[] salt) {
            this.salt = salt;
        }

        Worker borrow() {
            if (closed) {
                throw new IllegalStateException("audit hasher is closed");
            }
            Worker idle = slots.getAndSet(slot(), null);
            return idle == null ? newWorker() : idle;
        }

        void giveBack(Worker worker) {
            boolean kept = slots.compareAndSet(slot(), null, worker);
            if (!kept) {
                worker.wipe();
            } else if (closed) {
                wipeIdle();
            }
        }

        /**
         * Under the lock that {@link #close} wipes the salt under, so that no MAC starts with half
         * a salt.
         */
        private synchronized Worker newWorker() {
            if (closed) {
                throw new IllegalStateException("audit hasher is closed");
            }
            return new Worker(salt);
        }

        synchronized void close() {
            closed = true;
            Arrays.fill(salt, (byte) 0);
            wipeIdle();
        }

        private void wipeIdle() {
            for (int i = 0; i < SLOTS; i++) {
                Worker idle = slots.getAndSet(i, null);
                if (idle != null) {
                    idle.wipe();
                }
            }
        }

        private static int slot() {
            return (int) (Thread.currentThread().threadId() % SLOTS);
        }
    }

    /** A key whose bytes the MAC copies and wipes, so that none is left for the collector. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record MacKey(byte[] bytes) implements SecretKey {
        @Override
        public String getAlgorithm() {
            return ALGORITHM;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return bytes.clone();
        }

        @Override
        public String toString() {
            return "MacKey[hidden]";
        }
    }

    private static final class Worker {
        final Mac mac;
        private final byte[] scratch = new byte[SCRATCH_BYTES];

        Worker(byte[] salt) {
            try {
                mac = Mac.getInstance(ALGORITHM);
                mac.init(new MacKey(salt));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(ALGORITHM + " is not available", e);
            }
        }

        void wipe() {
            try {
                mac.init(new MacKey(new byte[SALT_BYTES]));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(ALGORITHM + " refused a zero key", e);
            }
        }

        byte[] finish() {
            return mac.doFinal();
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
