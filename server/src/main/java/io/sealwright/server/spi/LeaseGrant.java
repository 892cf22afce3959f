package io.sealwright.server.spi;

/** The lease part of an answer. Seconds. */
public record LeaseGrant(String leaseId, long duration, boolean renewable) {}
