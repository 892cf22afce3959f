package io.sealwright.crypto;

/** The ways in which a root key can be wrapped. */
public enum SealType {
    /** By a 32-byte unseal key, itself split into shares by Shamir's scheme. */
    SHAMIR((byte) 1, "shamir");

    private final byte code;
    private final String label;

    SealType(byte code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The byte in stored records; never changes. */
    byte code() {
        return code;
    }

    /** The name in configuration and in {@code sys/seal-status}. */
    public String label() {
        return label;
    }

    static SealType ofCode(byte code) {
        for (SealType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new FormatException("sealed root key: unknown seal type " + code);
    }
}
