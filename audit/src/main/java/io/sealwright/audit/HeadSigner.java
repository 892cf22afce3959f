package io.sealwright.audit;

import io.sealwright.crypto.SigningKey;

/** Signs chain heads with an Ed25519 key. Implementations are thread-safe. */
public interface HeadSigner {

    /** The key by which the heads are verified. */
    AuditPublicKey publicKey();

    /** The 64-byte Ed25519 signature. */
    byte[] sign(byte[] message);

    /** Signs with this key; the caller keeps it open as long as the log is, and closes it. */
    static HeadSigner of(SigningKey key) {
        AuditPublicKey exported = AuditPublicKey.ofRaw(key.publicKey());
        return new HeadSigner() {
            @Override
            public AuditPublicKey publicKey() {
                return exported;
            }

            @Override
            public byte[] sign(byte[] message) {
                return key.sign(message);
            }
        };
    }
}
