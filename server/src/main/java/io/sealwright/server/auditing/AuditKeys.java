package io.sealwright.server.auditing;

import io.sealwright.audit.AuditHasher;
import io.sealwright.crypto.SecretAccess;
import io.sealwright.crypto.SecretBytes;
import io.sealwright.crypto.SigningKey;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * The cluster's audit salt and head-signing key, written at initialisation, sealed like every
 * record.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AuditKeys(byte[] salt, byte[] signingKey) {
    private static final byte[] ID = "audit-keys".getBytes(StandardCharsets.US_ASCII);
    private static final RecordCodec<AuditKeys> CODEC = RecordCodec.of(AuditKeys.class);

    static void initialise(Transaction transaction, SecureRandom random) {
        byte[] salt = new byte[AuditHasher.SALT_BYTES];
        random.nextBytes(salt);
        try (SigningKey key = SigningKey.generate(random);
                SecretBytes pkcs8 = key.encode()) {
            AuditKeys keys = new AuditKeys(salt, pkcs8.expose(SecretAccess.insecure()));
            transaction.records(Keys.ROOT_NAMESPACE, Keys.SETTINGS).put(ID, CODEC.encode(keys));
        }
    }

    static AuditKeys load(Transaction transaction) {
        Record stored = transaction.records(Keys.ROOT_NAMESPACE, Keys.SETTINGS).get(ID);
        if (stored == null) {
            throw new IllegalStateException(
                    "the store holds no audit keys: it was not initialised wholly");
        }
        return CODEC.decode(stored.value());
    }

    /** Belongs to the caller, who closes it. */
    SigningKey signer() {
        try (SecretBytes pkcs8 = SecretBytes.copyOf(signingKey)) {
            return SigningKey.decode(pkcs8);
        }
    }

    @Override
    public String toString() {
        return "AuditKeys";
    }
}
