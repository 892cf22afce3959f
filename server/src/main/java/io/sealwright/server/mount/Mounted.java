package io.sealwright.server.mount;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import org.jspecify.annotations.Nullable;

/** A mount with its engine and the routes that its options give it. */
public record Mounted(Mount mount, EngineType type, RouteIndex routes) {

    /**
     * The route of a path that leads to this mount. A listing's path ends with a slash, whatever
     * the route's pattern does.
     *
     * @param path with the mount's own
     */
    public RouteIndex.@Nullable Match route(String path, Operation operation) {
        String below = path.substring(Math.min(path.length(), mount.path().length()));
        RouteIndex.Match found = routes.find(below);
        boolean listing = operation == Operation.LIST || operation == Operation.SCAN;
        return found == null && listing && below.endsWith("/")
                ? routes.find(below.substring(0, below.length() - 1))
                : found;
    }
}
