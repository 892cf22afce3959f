package io.sealwright.server.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Every limit of the HTTP side. Source: the limits table of the hardening page.
 *
 * @param path longest request path; beyond it 414
 * @param headers all header fields together; beyond it 431
 * @param headerFields most header fields; beyond it 431
 * @param body longest request body, except a snapshot's; beyond it 413
 * @param tokenlessBody longest body of a request without a token that is one; beyond it 413
 * @param secretValue longest value of a secret; beyond it 413
 * @param jsonDepth deepest nesting of a JSON body; beyond it and the next four 400
 * @param jsonStrings most strings, names, arrays and objects
 * @param jsonValues most values of any kind
 * @param jsonNumber longest number, in characters
 * @param headerTimeout without progress while a header arrives; then the connection is closed
 * @param bodyTimeout without progress while a body arrives; then the connection is closed
 * @param idleTimeout a connection between two requests
 * @param connections open at once; further ones wait to be accepted
 * @param concurrentRequests handled at once
 * @param queuedRequests waiting for that; beyond it 503
 * @param waitingRequests that wait for a change, besides those; beyond it 503
 * @param bufferedBodies bytes of all bodies in memory at once; beyond it 503
 * @param requestTimeout deadline of one request
 * @param shutdownTimeout for requests in flight after SIGTERM
 */
public record LimitSettings(
        @DefaultValue("4KB") DataSize path,
        @DefaultValue("32KB") DataSize headers,
        @DefaultValue("128") int headerFields,
        @DefaultValue("32MB") DataSize body,
        @DefaultValue("64KB") DataSize tokenlessBody,
        @DefaultValue("1MB") DataSize secretValue,
        @DefaultValue("64") int jsonDepth,
        @DefaultValue("10000") int jsonStrings,
        @DefaultValue("100000") int jsonValues,
        @DefaultValue("64") int jsonNumber,
        @DefaultValue("10s") Duration headerTimeout,
        @DefaultValue("13s") Duration bodyTimeout,
        @DefaultValue("90s") Duration idleTimeout,
        @DefaultValue("8192") int connections,
        @DefaultValue("256") int concurrentRequests,
        @DefaultValue("1024") int queuedRequests,
        @DefaultValue("1000") int waitingRequests,
        @DefaultValue("128MB") DataSize bufferedBodies,
        @DefaultValue("20s") Duration requestTimeout,
        @DefaultValue("10s") Duration shutdownTimeout) {
    private static final String PREFIX = "sealwright.limits.";
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MEBIBYTE = 1 << 20;

    public LimitSettings {
        size("path", path, 64, 64 << 10);
        size("headers", headers, 1 << 10, MEBIBYTE);
        number("header-fields", headerFields, 8, 10_000);
        size("body", body, 1 << 10, 1 << 30);
        size("tokenless-body", tokenlessBody, 1 << 10, 1 << 30);
        size("secret-value", secretValue, 1 << 10, 64 * MEBIBYTE);
        number("json-depth", jsonDepth, 4, 1_000);
        number("json-strings", jsonStrings, 16, 10_000_000);
        number("json-values", jsonValues, 16, 100_000_000);
        number("json-number", jsonNumber, 20, 1_000);
        time("header-timeout", headerTimeout);
        time("body-timeout", bodyTimeout);
        time("idle-timeout", idleTimeout);
        number("connections", connections, 16, 1_000_000);
        number("concurrent-requests", concurrentRequests, 1, 10_000);
        number("queued-requests", queuedRequests, 0, 1_000_000);
        number("waiting-requests", waitingRequests, 0, 100_000);
        size("buffered-bodies", bufferedBodies, body.toBytes(), Long.MAX_VALUE);
        time("request-timeout", requestTimeout);
        time("shutdown-timeout", shutdownTimeout);
    }

    private static void size(String name, DataSize value, long least, long most) {
        Checks.range(PREFIX + name, value.toBytes(), least, most);
    }

    private static void number(String name, long value, long least, long most) {
        Checks.range(PREFIX + name, value, least, most);
    }

    private static void time(String name, Duration value) {
        Checks.range(PREFIX + name, value, SHORTEST, LONGEST);
    }
}
