package io.sealwright.crypto;

/**
 * What a keyed hash is for. Each purpose has a key of its own, so hashes of different purposes
 * cannot be compared.
 */
public enum HashPurpose {
    /** Names of secrets in storage keys. */
    NAME("name"),
    /** Client tokens in storage keys. */
    TOKEN("token"),
    /** Token accessors in storage keys. */
    ACCESSOR("accessor"),
    /** Lease ids in storage keys. */
    LEASE("lease"),
    /** Payloads, to recognise a repeated one without decrypting the first. */
    PAYLOAD("payload"),
    /** The salt of an audit device. */
    AUDIT_SALT("audit-salt"),
    /** Every other look-up by a value that is itself secret. */
    LOOKUP("lookup");

    private final String label;

    HashPurpose(String label) {
        this.label = label;
    }

    /** What the key is derived from; never changes, or stored hashes would no longer be found. */
    String label() {
        return label;
    }
}
