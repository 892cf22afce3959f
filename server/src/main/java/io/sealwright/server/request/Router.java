package io.sealwright.server.request;

import io.sealwright.policy.Operation;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.mount.RouteIndex;
import io.sealwright.server.spi.Request;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Transaction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds namespace, mount and route of a request, as of its view. */
@Component
final class Router {
    private final Mounts mounts;

    Router(Mounts mounts) {
        this.mounts = mounts;
    }

    /**
     * A request for another namespace than the root, the only one there is so far, leads nowhere.
     */
    Routed route(Transaction transaction, Request request) {
        if (!request.namespace().isEmpty() && !request.namespace().equals("root")) {
            return Routed.NO_NAMESPACE;
        }
        String path = request.path();
        Mounted mounted = mounts.table(transaction, Keys.ROOT_NAMESPACE).match(path);
        if (mounted == null) {
            return Routed.NO_MOUNT;
        }
        int prefix = Math.min(path.length(), mounted.mount().path().length());
        return new Routed(mounted, find(mounted.routes(), path.substring(prefix), request), true);
    }

    /** A listing's path ends with a slash, whatever the route's pattern does. */
    private static RouteIndex.@Nullable Match find(
            RouteIndex routes, String path, Request request) {
        RouteIndex.Match found = routes.find(path);
        boolean listing =
                request.operation() == Operation.LIST || request.operation() == Operation.SCAN;
        return found == null && listing && path.endsWith("/")
                ? routes.find(path.substring(0, path.length() - 1))
                : found;
    }
}
