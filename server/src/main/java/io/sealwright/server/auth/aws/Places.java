package io.sealwright.server.auth.aws;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Mount;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Where what a request says leads to, as of its view. Thread-safe. */
@Component
final class Places {
    private final KeyIndex index;
    private final Namespaces namespaces;
    private final ObjectProvider<Mounts> mounts;

    Places(KeyIndex index, Namespaces namespaces, ObjectProvider<Mounts> mounts) {
        this.index = index;
        this.namespaces = namespaces;
        this.mounts = mounts;
    }

    /**
     * A mount of this method that is there.
     *
     * @param signer empty where no signer was named
     */
    record Place(Namespace namespace, Mount mount, String signer) {
        Records records(Transaction transaction) {
            return transaction.records(mount.namespaceId(), mount.space());
        }

        /** As a request names the namespace. */
        String namespacePath() {
            String path = namespace.path();
            return path.isEmpty() ? "" : path.substring(0, path.length() - 1);
        }
    }

    /** Of an access key that lasts. */
    @Nullable Place ofKey(Transaction transaction, String accessKeyId) {
        return accessKeyId.isEmpty()
                ? null
                : living(transaction, index.find(transaction, accessKeyId));
    }

    @Nullable Place ofSession(Transaction transaction, Session session) {
        return living(
                transaction,
                new KeyIndex.Holder(session.namespace(), session.mount(), session.signer()));
    }

    /** The one that lets web identities into an account. */
    @Nullable Place ofAccount(Transaction transaction, String account) {
        return living(transaction, index.findAccount(transaction, account));
    }

    private @Nullable Place living(Transaction transaction, KeyIndex.@Nullable Holder holder) {
        Namespace namespace =
                holder == null ? null : namespaces.tree(transaction).open(holder.namespace());
        if (holder == null || namespace == null) {
            return null;
        }
        Mounted mounted =
                mounts.getObject()
                        .table(transaction, holder.namespace())
                        .byAccessor(holder.mount());
        return mounted == null ? null : new Place(namespace, mounted.mount(), holder.name());
    }
}
