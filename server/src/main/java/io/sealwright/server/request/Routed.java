package io.sealwright.server.request;

import io.sealwright.policy.Operation;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.RouteIndex;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.NamespaceTree;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Where a path leads: to no namespace, to no mount, to a mount without such a route, or to a route.
 *
 * @param path in the namespace
 */
record Routed(
        @Nullable Namespace namespace,
        String path,
        @Nullable Mounted mounted,
        RouteIndex.@Nullable Match match) {

    static Routed noNamespace(String path) {
        return new Routed(null, path, null, null);
    }

    static Routed noMount(NamespaceTree.Place place) {
        return new Routed(place.namespace(), place.path(), null, null);
    }

    /** The request in its namespace; as it was sent where there is none. */
    Request inside(Request sent) {
        return namespace == null ? sent : sent.in(namespace, path);
    }

    /**
     * @throws RequestFailure if the mount has no such path
     */
    Call call(Request request, Mounted there, @Nullable Caller caller, Transaction transaction) {
        if (match == null) {
            throw RequestFailure.notFound("1 error occurred:\n\t* unsupported path\n\n");
        }
        EngineContext context = new EngineContext(transaction, there.mount(), request.time());
        return new Call(request, context, match.route(), match.parameters(), caller);
    }

    boolean unauthenticated() {
        return match != null && match.route().unauthenticated();
    }

    /** Whether the path is root-protected for this operation. */
    boolean needsSudo(Operation operation) {
        return match != null && match.route().needsSudo(operation);
    }

    @Nullable Route route() {
        return match == null ? null : match.route();
    }
}
