package io.sealwright.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Renders entries in Vault's shape: one JSON object a line, sensitive values hashed. Thread-safe;
 * rendering happens on the calling thread and never fails for what the data holds: data that is no
 * JSON, or whose rendered form is larger than the limit, is replaced by {@code {"elided":
 * "unreadable" or "too_large", "bytes": n, "hash": ...}}.
 */
public final class AuditFormat {

    /** Default limit of one rendered {@code data} object, in bytes. */
    public static final int DEFAULT_MAX_DATA_BYTES = 8 * 1024 * 1024;

    private final SectionWriter sections;
    private final ThreadLocal<JsonOut> outs = ThreadLocal.withInitial(JsonOut::new);

    public AuditFormat(AuditHasher hasher) {
        this(hasher, DEFAULT_MAX_DATA_BYTES);
    }

    /**
     * @param maxDataBytes limit of one rendered {@code data} object
     */
    public AuditFormat(AuditHasher hasher, int maxDataBytes) {
        if (maxDataBytes < 1024 || maxDataBytes > 256 * 1024 * 1024) {
            throw new IllegalArgumentException("data limit must be 1 KiB to 256 MiB");
        }
        this.sections = new SectionWriter(hasher, maxDataBytes);
    }

    /** A request that is let through. */
    public AuditEntry request(Instant time, AuditAuth auth, AuditRequest request) {
        return request(time, auth, request, "");
    }

    /**
     * A request entry.
     *
     * @param error why the request is refused, empty if it is not; must not repeat values of the
     *     request
     */
    public AuditEntry request(Instant time, AuditAuth auth, AuditRequest request, String error) {
        JsonOut out = begin(time, "request");
        int authFrom = out.length() + 1;
        out.name("auth");
        sections.auth(out, auth);
        int requestFrom = out.length() + 1;
        out.name("request");
        sections.request(out, request);
        int requestTo = out.length();
        finish(out, error);
        return new AuditEntry(
                AuditEntry.Kind.REQUEST,
                request.id(),
                out.toBytes(),
                authFrom,
                requestFrom,
                requestTo);
    }

    /**
     * A response entry that repeats {@code auth} and {@code request} of its request entry; the
     * cheap way.
     */
    public AuditEntry response(Instant time, AuditEntry request, AuditResponse response) {
        return response(time, request, null, response, "");
    }

    /**
     * A response entry that repeats {@code request} of its request entry.
     *
     * @param auth if it is not that of the request entry (after a login, or once the policies were
     *     asked), else null
     * @param error as in the answer, empty if there is none
     */
    public AuditEntry response(
            Instant time,
            AuditEntry request,
            @Nullable AuditAuth auth,
            AuditResponse response,
            String error) {
        JsonOut out = begin(time, "response");
        int authFrom = out.length() + 1;
        if (auth == null) {
            request.copyAuth(out);
        } else {
            out.name("auth");
            sections.auth(out, auth);
        }
        int requestFrom = out.length() + 1;
        request.copyRequest(out);
        return response(out, request.requestId(), authFrom, requestFrom, response, error);
    }

    /**
     * A response entry with a {@code request} that differs from the request entry (its mount is
     * known by now).
     */
    public AuditEntry response(
            Instant time,
            AuditAuth auth,
            AuditRequest request,
            AuditResponse response,
            String error) {
        JsonOut out = begin(time, "response");
        int authFrom = out.length() + 1;
        out.name("auth");
        sections.auth(out, auth);
        int requestFrom = out.length() + 1;
        out.name("request");
        sections.request(out, request);
        return response(out, request.id(), authFrom, requestFrom, response, error);
    }

    private AuditEntry response(
            JsonOut out,
            String requestId,
            int authFrom,
            int requestFrom,
            AuditResponse response,
            String error) {
        int requestTo = out.length();
        out.name("response");
        sections.response(out, response);
        finish(out, error);
        return new AuditEntry(
                AuditEntry.Kind.RESPONSE,
                requestId,
                out.toBytes(),
                authFrom,
                requestFrom,
                requestTo);
    }

    /**
     * What became of a step of a rotation.
     *
     * @param error empty if it succeeded; must not repeat values of the secret
     */
    public AuditEntry rotation(Instant time, AuditRotation rotation, String error) {
        JsonOut out = begin(time, LineKind.ROTATION.word);
        out.name(LineKind.ROTATION.word);
        rotation.write(out);
        finish(out, error);
        return new AuditEntry(AuditEntry.Kind.ROTATION, rotation.token(), out.toBytes(), 0, 0, 0);
    }

    private JsonOut begin(Instant time, String type) {
        JsonOut out = outs.get().reset(Integer.MAX_VALUE - 64);
        out.beginObject();
        out.name("time").string(Rfc3339.text(time));
        out.name("type").string(type);
        return out;
    }

    private void finish(JsonOut out, String error) {
        if (!error.isEmpty()) {
            out.name("error").string(error);
        }
    }
}
