package io.sealwright.server.rotation;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.storage.barrier.Transaction;
import org.springframework.stereotype.Component;

/** Names with the paths that namespace and mount have now. */
@Component
final class MountedNames implements SecretNames {
    private final Namespaces namespaces;
    private final Mounts mounts;

    MountedNames(Namespaces namespaces, Mounts mounts) {
        this.namespaces = namespaces;
        this.mounts = mounts;
    }

    @Override
    public Move.Named of(Transaction transaction, Place place) {
        Namespace namespace = namespaces.tree(transaction).open(place.namespace());
        String mount = "";
        for (Mounted mounted : mounts.table(transaction, place.namespace()).all()) {
            if (mounted.mount().space().equals(place.space())) {
                mount = mounted.mount().path();
            }
        }
        return new Move.Named(namespace == null ? "" : namespace.path(), mount + place.path());
    }
}
