package io.sealwright.server.quotas;

/**
 * Where a lease comes from.
 *
 * @param namespace number
 * @param mount accessor of its mount; empty: the one that the path leads to
 * @param path of the request that made it, in its namespace
 * @param role of a login; empty for none, or where its method does not tell it
 */
public record LeasePlace(int namespace, String mount, String path, String role) {}
