package io.sealwright.server.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a handler answers; the wire API puts it into its envelope.
 *
 * @param status 200 or 204 for success without data, or what the handler chose
 * @param data members of the envelope's {@code data}; values may be {@link RawJson}
 * @param auth a token for the caller, made by the token store in the same transaction
 * @param mfa what a login needs before it gets a token
 * @param leaseDuration seconds, as the envelope shows them where there is no lease (KV v1); 0
 *     otherwise
 * @param raw a body of another type, sent as it is; then there is no envelope
 * @param following what the answer waits for after the commit, and which then takes its place; null
 *     for nothing
 * @param feed what the connection goes on with, instead of a body; null for an ordinary answer
 */
public record Response(
        int status,
        @Nullable ObjectNode data,
        @Nullable AuthGrant auth,
        @Nullable MfaRequirement mfa,
        @Nullable LeaseGrant lease,
        long leaseDuration,
        @Nullable WrapInfo wrapInfo,
        List<String> warnings,
        @Nullable RawBody raw,
        @Nullable Following following,
        @Nullable Feed feed) {

    public Response {
        warnings = List.copyOf(warnings);
    }

    /** One that waits for nothing. */
    public Response(
            int status,
            @Nullable ObjectNode data,
            @Nullable AuthGrant auth,
            @Nullable MfaRequirement mfa,
            @Nullable LeaseGrant lease,
            long leaseDuration,
            @Nullable WrapInfo wrapInfo,
            List<String> warnings,
            @Nullable RawBody raw) {
        this(status, data, auth, mfa, lease, leaseDuration, wrapInfo, warnings, raw, null, null);
    }

    public static Response of(ObjectNode data) {
        return new Response(200, data, null, null, null, 0, null, List.of(), null);
    }

    public static Response empty() {
        return new Response(204, null, null, null, null, 0, null, List.of(), null);
    }

    public static Response auth(AuthGrant grant) {
        return new Response(200, null, grant, null, null, 0, null, List.of(), null);
    }

    public static Response mfa(MfaRequirement requirement) {
        return new Response(200, null, null, requirement, null, 0, null, List.of(), null);
    }

    public static Response raw(RawBody body) {
        return new Response(200, null, null, null, null, 0, null, List.of(), body);
    }

    /** For a request that asked for a WebSocket, as {@link Feed#refusal} has found. */
    public static Response feed(Feed feed) {
        return new Response(200, null, null, null, null, 0, null, List.of(), null, null, feed);
    }

    /** An answer without a body becomes 200 with an envelope, since the warning must be seen. */
    public Response withWarning(String warning) {
        List<String> more = new ArrayList<>(warnings);
        more.add(warning);
        return new Response(
                status == 204 ? 200 : status,
                data,
                auth,
                mfa,
                lease,
                leaseDuration,
                wrapInfo,
                more,
                raw,
                following,
                feed);
    }

    public Response withStatus(int newStatus) {
        return new Response(
                newStatus,
                data,
                auth,
                mfa,
                lease,
                leaseDuration,
                wrapInfo,
                warnings,
                raw,
                following,
                feed);
    }

    public Response withLeaseDuration(Duration duration) {
        return new Response(
                status,
                data,
                auth,
                mfa,
                lease,
                duration.toSeconds(),
                wrapInfo,
                warnings,
                raw,
                following,
                feed);
    }

    public Response withLease(LeaseGrant grant) {
        return new Response(
                status,
                data,
                auth,
                mfa,
                grant,
                leaseDuration,
                wrapInfo,
                warnings,
                raw,
                following,
                feed);
    }

    public Response withFollowing(Following what) {
        return new Response(
                status, data, auth, mfa, lease, leaseDuration, wrapInfo, warnings, raw, what, feed);
    }
}
