package io.sealwright.server.request;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.NamespaceTree;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Request;
import io.sealwright.storage.barrier.Transaction;
import org.springframework.stereotype.Component;

/** Finds namespace, mount and route of a request, as of its view. */
@Component
final class Router {
    private final Namespaces namespaces;
    private final Mounts mounts;

    Router(Namespaces namespaces, Mounts mounts) {
        this.namespaces = namespaces;
        this.mounts = mounts;
    }

    /** A namespace can be named by the header, by the first segments of the path, or by both. */
    Routed route(Transaction transaction, Request request) {
        NamespaceTree.Place place =
                namespaces.tree(transaction).find(request.namespace(), request.path());
        if (place == null) {
            return Routed.noNamespace(request.path());
        }
        String path = place.path();
        Mounted mounted = mounts.table(transaction, place.namespace().number()).match(path);
        if (mounted == null) {
            return Routed.noMount(place);
        }
        return new Routed(
                place.namespace(), path, mounted, mounted.route(path, request.operation()));
    }
}
