package io.sealwright.server.gcp;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;

/** The errors of GCP Secret Manager, in its words. */
public final class GcpErrors {
    private GcpErrors() {}

    private static RequestFailure named(GcpStatus status, String message) {
        return new RequestFailure(new Failure.Named(status.name(), message));
    }

    public static RequestFailure invalid(String message) {
        return named(GcpStatus.INVALID_ARGUMENT, message);
    }

    /** What does not go with the state of the resource. */
    public static RequestFailure precondition(String message) {
        return named(GcpStatus.FAILED_PRECONDITION, message);
    }

    public static RequestFailure exists(GcpName secret) {
        return named(GcpStatus.ALREADY_EXISTS, "Secret [" + secret + "] already exists.");
    }

    public static RequestFailure notFound(GcpName secret) {
        return named(GcpStatus.NOT_FOUND, "Secret [" + secret + "] not found.");
    }

    /** Of a secret that is there. */
    public static RequestFailure versionNotFound(GcpName version) {
        return named(GcpStatus.NOT_FOUND, "Secret Version [" + version + "] not found.");
    }

    public static RequestFailure noVersions(GcpName secret) {
        return named(GcpStatus.NOT_FOUND, "Secret [" + secret + "] not found or has no versions.");
    }

    /** A policy that somebody else has changed since it was read. */
    public static RequestFailure concurrentPolicy() {
        return named(
                GcpStatus.ABORTED,
                "There were concurrent policy changes. Please retry the whole read-modify-write with"
                        + " exponential backoff.");
    }

    public static RequestFailure wrongEtag(String what) {
        return precondition(
                "The etag provided does not match the current etag of the "
                        + what
                        + ": read it again, and decide anew.");
    }

    /** Nobody's request: no token, or none that is one here. */
    public static RequestFailure unauthenticated() {
        return named(
                GcpStatus.UNAUTHENTICATED,
                "Request had invalid authentication credentials. Expected a token of this server in"
                        + " the header Authorization: Bearer.");
    }
}
