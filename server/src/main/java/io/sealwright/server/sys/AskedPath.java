package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.RouteIndex;
import org.jspecify.annotations.Nullable;

/**
 * A path and an operation that somebody asks about, and what is there.
 *
 * @param path as a request would have it, without leading slashes
 * @param mounted null if no mount is there
 * @param match null if the mount has no such route
 * @param direct whether it is answered without the pipeline, and so without policies
 */
record AskedPath(
        String path,
        Operation operation,
        @Nullable Mounted mounted,
        RouteIndex.@Nullable Match match,
        boolean direct) {

    boolean needsSudo() {
        return match != null && match.route().needsSudo(operation);
    }

    /** Whether it is open without a token. */
    boolean open() {
        return direct || (match != null && match.route().unauthenticated());
    }
}
