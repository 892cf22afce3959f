package io.sealwright.server.spi;

import io.sealwright.policy.Operation;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request, as every wire API hands it to the pipeline.
 *
 * @param id the request id: the audit log's, and the transaction id of its first attempt
 * @param operation UPDATE for every POST and PUT; the pipeline makes it CREATE where the record
 *     does not exist
 * @param path normalised, without {@code /v1/}; byte for byte what is authorized and what is
 *     executed
 * @param token as sent; empty if none
 * @param namespace as sent, without slashes at its ends; empty is the root namespace. Once it is
 *     routed: the path of the namespace that it leads to, with a slash behind each name
 * @param wrapTtl zero if no wrapping was asked for
 * @param headers lower-case names; without the token
 * @param time when the request arrived, or of one that waits: when it was run again
 * @param once what it has computed, over all runs of its transaction
 * @param action what is asked for in the words of another API; null for Vault's own, where path and
 *     operation say it all
 */
public record Request(
        TransactionId id,
        Operation operation,
        String namespace,
        String path,
        RequestBody body,
        String token,
        Duration wrapTtl,
        Remote remote,
        Map<String, List<String>> headers,
        Instant time,
        Deadline deadline,
        Once once,
        @Nullable Action action) {

    public Request(
            TransactionId id,
            Operation operation,
            String namespace,
            String path,
            RequestBody body,
            String token,
            Duration wrapTtl,
            Remote remote,
            Map<String, List<String>> headers,
            Instant time,
            Deadline deadline) {
        this(
                id,
                operation,
                namespace,
                path,
                body,
                token,
                wrapTtl,
                remote,
                headers,
                time,
                deadline,
                new Once(),
                null);
    }

    /**
     * A request of another API.
     *
     * @param path below the mount that its signer's account or its project has its secrets in,
     *     until it is placed
     * @param token empty for one that is signed
     */
    public static Request of(
            TransactionId id,
            Action action,
            Operation operation,
            String path,
            RequestBody body,
            String token,
            Remote remote,
            Map<String, List<String>> headers,
            Instant time,
            Deadline deadline) {
        return new Request(
                id,
                operation,
                "",
                path,
                body,
                token,
                Duration.ZERO,
                remote,
                headers,
                time,
                deadline,
                new Once(),
                action);
    }

    /** What it shows of whom it comes from, to be told apart in the audit log by its hash. */
    public String credential() {
        return action instanceof Action.Signed signed ? signed.signature().accessKeyId() : token;
    }

    /** The same where its signer's account or its project leads to. */
    public Request placed(String place, String pathThere) {
        return new Request(
                id, operation, place, pathThere, body, token, wrapTtl, remote, headers, time,
                deadline, once, action);
    }

    public Request withOperation(Operation newOperation) {
        return new Request(
                id,
                newOperation,
                namespace,
                path,
                body,
                token,
                wrapTtl,
                remote,
                headers,
                time,
                deadline,
                once,
                action);
    }

    public Request withPath(String newPath) {
        return new Request(
                id, operation, namespace, newPath, body, token, wrapTtl, remote, headers, time,
                deadline, once, action);
    }

    /** The same with another action. */
    public Request withAction(Action other) {
        return new Request(
                id, operation, namespace, path, body, token, wrapTtl, remote, headers, time,
                deadline, once, other);
    }

    /** The same, run later. */
    public Request at(Instant now, Deadline until) {
        return new Request(
                id, operation, namespace, path, body, token, wrapTtl, remote, headers, now, until,
                once, action);
    }

    /** The same as it is in the namespace that it leads to. */
    public Request in(Namespace place, String pathThere) {
        return new Request(
                id,
                operation,
                place.path(),
                pathThere,
                body,
                token,
                wrapTtl,
                remote,
                headers,
                time,
                deadline,
                once,
                action);
    }

    @Override
    public String toString() {
        return "Request[" + id + ", " + operation + "]";
    }
}
