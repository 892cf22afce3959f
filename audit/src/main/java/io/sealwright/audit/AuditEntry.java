package io.sealwright.audit;

/**
 * One rendered entry, ready for {@link AuditLog}: a JSON object without its closing brace, to which
 * each device adds its own chain. Holds no plaintext. Immutable, thread-safe.
 */
public final class AuditEntry {

    /** What kind of line this is. */
    enum Kind {
        REQUEST,
        RESPONSE,
        ROTATION
    }

    private final Kind kind;
    private final String requestId;
    private final byte[] body;
    private final int authFrom;
    private final int requestFrom;
    private final int requestTo;

    AuditEntry(
            Kind kind,
            String requestId,
            byte[] body,
            int authFrom,
            int requestFrom,
            int requestTo) {
        this.kind = kind;
        this.requestId = requestId;
        this.body = body;
        this.authFrom = authFrom;
        this.requestFrom = requestFrom;
        this.requestTo = requestTo;
    }

    /** The id of the request, or the token of the rotation, that this line belongs to. */
    public String requestId() {
        return requestId;
    }

    /** Length of the line in bytes, without what the chain adds (about 120 bytes). */
    public int length() {
        return body.length;
    }

    Kind kind() {
        return kind;
    }

    byte[] body() {
        return body;
    }

    /** Copies {@code "auth":{...}} as it stands in this entry. */
    void copyAuth(JsonOut out) {
        out.raw(body, authFrom, requestFrom - 1);
    }

    /** Copies {@code "request":{...}} as it stands in this entry. */
    void copyRequest(JsonOut out) {
        out.raw(body, requestFrom, requestTo);
    }

    @Override
    public String toString() {
        return "AuditEntry[" + kind + " " + requestId + ", " + body.length + " bytes]";
    }
}
