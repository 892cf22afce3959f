package io.sealwright.audit;

/**
 * The mount a request went to. Empty parts are left out of the line. {@code mountClass} is {@code
 * secret} or {@code auth}.
 */
public record AuditMount(
        String point, String type, String accessor, String runningVersion, String mountClass) {

    /** No mount. */
    public static final AuditMount NONE = new AuditMount("", "", "", "", "");
}
