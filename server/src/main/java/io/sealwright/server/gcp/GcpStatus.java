package io.sealwright.server.gcp;

/** Outcomes of Google's APIs, as gRPC numbers them and as HTTP shows them. */
public enum GcpStatus {
    UNKNOWN(2, 500),
    INVALID_ARGUMENT(3, 400),
    NOT_FOUND(5, 404),
    ALREADY_EXISTS(6, 409),
    PERMISSION_DENIED(7, 403),
    RESOURCE_EXHAUSTED(8, 429),
    FAILED_PRECONDITION(9, 400),
    ABORTED(10, 409),
    UNIMPLEMENTED(12, 501),
    INTERNAL(13, 500),
    UNAVAILABLE(14, 503),
    UNAUTHENTICATED(16, 401);

    private final int code;
    private final int http;

    GcpStatus(int code, int http) {
        this.code = code;
        this.http = http;
    }

    /** gRPC's number. */
    public int code() {
        return code;
    }

    /** Status of an HTTP answer. */
    public int http() {
        return http;
    }
}
