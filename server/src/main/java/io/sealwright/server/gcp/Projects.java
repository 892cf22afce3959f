package io.sealwright.server.gcp;

import io.sealwright.server.config.GcpSettings;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.NamespaceTree;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Request;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Transaction;
import org.springframework.stereotype.Component;

/**
 * Where the secrets of a project are: in the mount {@value #MOUNT} of the namespace of its name, or
 * else in the mount of its name, or else in the mount for all others. Thread-safe.
 */
@Component
public final class Projects {
    static final String MOUNT = "secret/";

    private final Namespaces namespaces;
    private final Mounts mounts;
    private final String otherMount;

    Projects(Namespaces namespaces, Mounts mounts, GcpSettings settings) {
        this.namespaces = namespaces;
        this.mounts = mounts;
        otherMount = settings.defaultMount();
    }

    /** The request in the namespace and mount of its action's project. */
    public Request placed(Transaction transaction, Request request, Action.InProject action) {
        NamespaceTree tree = namespaces.tree(transaction);
        String folder = action.project() + "/";
        Namespace own = tree.at(folder);
        if (own != null && tree.open(own.number()) != null) {
            return request.placed(action.project(), MOUNT + request.path());
        }
        Mounted mounted = mounts.table(transaction, Keys.ROOT_NAMESPACE).at(folder);
        return request.placed("", (mounted == null ? otherMount : folder) + request.path());
    }
}
