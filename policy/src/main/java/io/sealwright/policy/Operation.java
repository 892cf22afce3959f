package io.sealwright.policy;

/** What a request does, and the capability that it needs for that. The mapping is Vault's. */
public enum Operation {
    /** Write where nothing is yet. */
    CREATE(Capability.CREATE),
    /** Read. */
    READ(Capability.READ),
    /** Write where something is. */
    UPDATE(Capability.UPDATE),
    /** Change in part. */
    PATCH(Capability.PATCH),
    /** Delete. */
    DELETE(Capability.DELETE),
    /** List children. */
    LIST(Capability.LIST),
    /** List recursively. */
    SCAN(Capability.SCAN),
    /** Read the help text of a path: always allowed, {@link #required()} is not asked. */
    HELP(Capability.READ),
    /** Revoke a lease. */
    REVOKE(Capability.UPDATE),
    /** Renew a lease. */
    RENEW(Capability.UPDATE),
    /** Roll back what an engine left half done. */
    ROLLBACK(Capability.UPDATE);

    private final Capability required;

    Operation(Capability required) {
        this.required = required;
    }

    /** The capability this operation needs. */
    public Capability required() {
        return required;
    }

    boolean isListing() {
        return this == LIST || this == SCAN;
    }

    boolean checksParameters() {
        return this == READ || this == CREATE || this == UPDATE || this == PATCH;
    }
}
