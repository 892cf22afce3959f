package io.sealwright.server.engine.database;

import io.sealwright.server.spi.LeaseTerms;
import io.sealwright.server.token.LeaseLimits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What users are made for, and how.
 *
 * @param connection name of the configuration by which they are made
 * @param rollback kept for clients that send it: a user that cannot be made leaves nothing behind
 * @param defaultTtl seconds; 0 = the mount's
 * @param maxTtl seconds; 0 = the mount's
 * @param passwordPolicy empty for that of the connection
 */
record Role(
        String connection,
        List<String> creation,
        List<String> revocation,
        List<String> rollback,
        List<String> renewal,
        long defaultTtl,
        long maxTtl,
        String passwordPolicy) {
    static final Role EMPTY = new Role("", List.of(), List.of(), List.of(), List.of(), 0, 0, "");

    Role {
        creation = List.copyOf(creation);
        revocation = List.copyOf(revocation);
        rollback = List.copyOf(rollback);
        renewal = List.copyOf(renewal);
        passwordPolicy = Objects.requireNonNullElse(passwordPolicy, "");
    }

    LeaseTerms terms() {
        return new LeaseTerms(Duration.ofSeconds(defaultTtl), Duration.ofSeconds(maxTtl), true);
    }

    /** How long a new user lives at a mount with these limits. */
    Duration ttl(LeaseLimits limits) {
        Duration wanted = defaultTtl > 0 ? Duration.ofSeconds(defaultTtl) : limits.defaultTtl();
        Duration most = limits.maxTtl();
        if (maxTtl > 0 && most.compareTo(Duration.ofSeconds(maxTtl)) > 0) {
            most = Duration.ofSeconds(maxTtl);
        }
        return wanted.compareTo(most) > 0 ? most : wanted;
    }
}
