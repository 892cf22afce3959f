package io.sealwright.audit;

/**
 * A value that may stand in an audit line: {@code hmac-sha256:<hex>}, made by {@link AuditHasher}
 * alone, so that no token can be put into an entry by mistake. Empty means absent. Immutable.
 */
public final class Hashed {

    /** The absent value: its field is left out of the line. */
    public static final Hashed ABSENT = new Hashed("");

    private final String text;

    Hashed(String text) {
        this.text = text;
    }

    /**
     * An accessor in the clear, for a device configured with {@code hmac_accessor=false}. An
     * accessor is no credential; never pass a token here.
     */
    public static Hashed unhashedAccessor(String accessor) {
        return new Hashed(accessor);
    }

    /** The text as it stands in the line. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
