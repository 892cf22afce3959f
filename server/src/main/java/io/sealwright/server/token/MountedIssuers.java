package io.sealwright.server.token;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.storage.barrier.Transaction;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Looks into the mount table. */
@Component
final class MountedIssuers implements Issuers {
    // Asked late: the mount table needs the engine types, and the token engine is one.
    private final ObjectProvider<Mounts> provider;

    /** Every request with a login's token asks: the provider searches the beans each time. */
    private volatile @Nullable Mounts mounts;

    MountedIssuers(ObjectProvider<Mounts> provider) {
        this.provider = provider;
    }

    @Override
    public @Nullable Mounted find(Transaction transaction, int namespace, String accessor) {
        Mounts found = mounts;
        if (found == null) {
            found = provider.getObject();
            mounts = found;
        }
        return found.table(transaction, namespace).byAccessor(accessor);
    }
}
