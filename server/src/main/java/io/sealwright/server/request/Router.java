package io.sealwright.server.request;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Transaction;
import org.springframework.stereotype.Component;

/** Finds namespace, mount and route of a request, as of its view. */
@Component
final class Router {
    private final Mounts mounts;

    Router(Mounts mounts) {
        this.mounts = mounts;
    }

    /** The only namespace there is so far is the root. */
    int namespace(Request request) {
        if (!request.namespace().isEmpty() && !request.namespace().equals("root")) {
            throw RequestFailure.notFound("namespace not found");
        }
        return Keys.ROOT_NAMESPACE;
    }

    Routed route(Transaction transaction, int namespace, String path) {
        Mounted mounted = mounts.table(transaction, namespace).match(path);
        if (mounted == null) {
            return new Routed(null, null);
        }
        int prefix = Math.min(path.length(), mounted.mount().path().length());
        return new Routed(mounted, mounted.routes().find(path.substring(prefix)));
    }
}
