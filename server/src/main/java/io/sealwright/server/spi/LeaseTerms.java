package io.sealwright.server.spi;

import java.time.Duration;

/**
 * How long a lease lives, as its engine wants it; the mount's limits hold besides.
 *
 * @param ttl of a new lease, or of a renewal that asks for nothing; zero = the mount's default
 * @param maxTtl from its issue on, however often it is renewed; zero = the mount's maximum
 */
public record LeaseTerms(Duration ttl, Duration maxTtl, boolean renewable) {}
