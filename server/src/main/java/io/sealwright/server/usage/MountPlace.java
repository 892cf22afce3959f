package io.sealwright.server.usage;

import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.Mount;
import io.sealwright.storage.SpaceId;

/**
 * Which mount, and what it was called when it was used. Paths end with a slash; the root
 * namespace's is empty.
 */
record MountPlace(int namespace, String namespacePath, SpaceId space, String mountPath) {
    static MountPlace of(Namespace namespace, Mount mount) {
        return new MountPlace(namespace.number(), namespace.path(), mount.space(), mount.path());
    }
}
