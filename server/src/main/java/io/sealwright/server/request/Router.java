package io.sealwright.server.request;

import io.sealwright.server.gcp.Projects;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.NamespaceTree;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestSigners;
import io.sealwright.storage.barrier.Transaction;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Finds namespace, mount and route of a request, as of its view. */
@Component
final class Router {
    private final Namespaces namespaces;
    private final Mounts mounts;
    private final RequestSigners signers;
    private final Projects projects;

    Router(Namespaces namespaces, Mounts mounts, RequestSigners signers, Projects projects) {
        this.namespaces = namespaces;
        this.mounts = mounts;
        this.signers = signers;
        this.projects = projects;
    }

    /** What a token asks of itself, from wherever it can be reached. */
    private static final Set<String> OF_ITSELF =
            Set.of("auth/token/lookup-self", "auth/token/renew-self", "auth/token/revoke-self");

    /** A namespace can be named by the header, by the first segments of the path, or by both. */
    Routed route(Transaction transaction, Request request) {
        Request placed = placed(transaction, request);
        NamespaceTree tree = namespaces.tree(transaction);
        NamespaceTree.Place place = tree.find(placed.namespace(), placed.path());
        if (place != null && OF_ITSELF.contains(place.path())) {
            place = inItsOwn(tree, place, request.token());
        }
        if (place == null) {
            return Routed.noNamespace(placed.path());
        }
        String path = place.path();
        Mounted mounted = mounts.table(transaction, place.namespace().number()).match(path);
        if (mounted == null) {
            return Routed.noMount(place);
        }
        return new Routed(
                place.namespace(), path, mounted, mounted.route(path, request.operation()));
    }

    private Request placed(Transaction transaction, Request request) {
        return switch (request.action()) {
            case null -> request;
            case Action.Signed _, Action.Unsigned _ -> signers.placed(transaction, request);
            case Action.InProject action -> projects.placed(transaction, request, action);
        };
    }

    /**
     * As with the peer: to the namespace that the token says it is of, if that lies within the
     * request's. Whether it is of there is seen when it is looked up.
     */
    private static NamespaceTree.Place inItsOwn(
            NamespaceTree tree, NamespaceTree.Place place, String token) {
        Namespace own = tree.withId(token.substring(token.lastIndexOf('.') + 1));
        return own == null || !own.within(place.namespace())
                ? place
                : new NamespaceTree.Place(own, place.path());
    }
}
