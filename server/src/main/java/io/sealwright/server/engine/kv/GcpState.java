package io.sealwright.server.engine.kv;

import java.time.Instant;

/** What a version is to GCP's clients, by the names that they have for it. */
enum GcpState {
    ENABLED,
    /** Also deleted in KV, where that can be taken back, and pending, where nobody reads it. */
    DISABLED,
    DESTROYED;

    static GcpState of(Secret secret, SecretVersion version, Instant now) {
        if (version.destroyed()) {
            return DESTROYED;
        }
        return version.readable(now) && !secret.isPending(version.number()) ? ENABLED : DISABLED;
    }
}
