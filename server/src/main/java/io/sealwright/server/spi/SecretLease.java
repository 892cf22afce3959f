package io.sealwright.server.spi;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * A lease of something that a secret engine made outside, such as a user of a database.
 *
 * @param id as clients know it: the path of the request that made it, and a random name
 * @param namespace number of the namespace of its mount
 * @param mountAccessor of its mount
 * @param issued when it was made
 * @param expires when it ends unless it is renewed
 * @param data what its engine needs to renew and revoke it, kept sealed and shown to nobody
 */
public record SecretLease(
        String id,
        int namespace,
        String mountAccessor,
        Instant issued,
        Instant expires,
        ObjectNode data) {
    /** Without the engine's data. */
    @Override
    public String toString() {
        return "SecretLease[" + id + "]";
    }
}
