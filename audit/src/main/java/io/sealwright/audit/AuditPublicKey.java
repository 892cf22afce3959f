package io.sealwright.audit;

import io.sealwright.crypto.Digests;
import io.sealwright.crypto.FormatException;
import io.sealwright.crypto.SigningKey;
import java.util.Base64;
import java.util.HexFormat;

/** An Ed25519 public key that verifies audit heads. Immutable, thread-safe. */
public final class AuditPublicKey {

    private static final int RAW_BYTES = 32;
    private static final int KEY_ID_CHARS = 16;
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final byte[] raw;
    private final String keyId;

    private AuditPublicKey(byte[] raw) {
        this.raw = raw;
        this.keyId = Digests.sha256Hex(raw).substring(0, KEY_ID_CHARS);
    }

    /**
     * @param raw the 32 bytes of RFC 8032
     * @throws IllegalArgumentException if there are not 32
     */
    public static AuditPublicKey ofRaw(byte[] raw) {
        if (raw.length != RAW_BYTES) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes");
        }
        return new AuditPublicKey(raw.clone());
    }

    /**
     * Reads PEM, or base64 of the encoded or raw key, or the raw key in hexadecimal.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static AuditPublicKey parse(String text) {
        String trimmed = text.strip();
        if (trimmed.length() == 2 * RAW_BYTES) {
            return ofRaw(HexFormat.of().parseHex(trimmed));
        }
        try {
            return ofRaw(SigningKey.parsePublicKey(trimmed));
        } catch (FormatException e) {
            throw new IllegalArgumentException("not an Ed25519 public key", e);
        }
    }

    /** PEM (SubjectPublicKeyInfo) with line breaks; what {@link #parse} and OpenSSL read. */
    public String pem() {
        byte[] spki = new byte[SPKI_PREFIX.length + RAW_BYTES];
        System.arraycopy(SPKI_PREFIX, 0, spki, 0, SPKI_PREFIX.length);
        System.arraycopy(raw, 0, spki, SPKI_PREFIX.length, RAW_BYTES);
        String base64 = Base64.getEncoder().encodeToString(spki);
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }

    /** The first 16 hexadecimal digits of the SHA-256 of the raw key. */
    public String keyId() {
        return keyId;
    }

    boolean verifies(byte[] message, byte[] signature) {
        return SigningKey.verify(raw, message, signature);
    }

    @Override
    public String toString() {
        return "AuditPublicKey[" + keyId + "]";
    }
}
