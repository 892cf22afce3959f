package io.sealwright.server.request;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.RouteIndex;
import io.sealwright.server.spi.Route;
import org.jspecify.annotations.Nullable;

/** Where a path leads: to no mount, to a mount without such a route, or to a route. */
record Routed(
        @Nullable Mounted mounted, RouteIndex.@Nullable Match match, boolean namespaceExists) {
    static final Routed NO_NAMESPACE = new Routed(null, null, false);
    static final Routed NO_MOUNT = new Routed(null, null, true);

    boolean unauthenticated() {
        return match != null && match.route().unauthenticated();
    }

    @Nullable Route route() {
        return match == null ? null : match.route();
    }
}
