package io.sealwright.server.request;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.RouteIndex;
import org.jspecify.annotations.Nullable;

/** Where a path leads: to no mount, to a mount without such a route, or to a route. */
record Routed(@Nullable Mounted mounted, RouteIndex.@Nullable Match match) {
    boolean unauthenticated() {
        return match != null && match.route().unauthenticated();
    }
}
