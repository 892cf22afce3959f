package io.sealwright.server.auth.gcp;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where the service account of a key is: a self-signed token names its key, and no mount. An entry
 * is a pointer and nothing more: where the mount or the account is gone, or does not have the key
 * any more, it leads nowhere. Thread-safe.
 */
@Component
final class KeyIndex {
    private static final RecordCodec<Holder> CODEC = RecordCodec.of(Holder.class);

    private final Barrier barrier;

    KeyIndex(Barrier barrier) {
        this.barrier = barrier;
    }

    /**
     * @param namespace number of the namespace of the mount
     * @param mount accessor of the mount
     * @param name of the service account
     */
    record Holder(int namespace, String mount, String name) {}

    @Nullable Holder find(Transaction transaction, String keyId) {
        Decoded<Holder> found = records(transaction).get(item(keyId), CODEC);
        return found == null ? null : found.value();
    }

    void put(Transaction transaction, Mount mount, String name, String keyId) {
        Holder holder = new Holder(mount.namespaceId(), mount.accessor(), name);
        records(transaction).put(item(keyId), CODEC.encode(holder));
    }

    void delete(Transaction transaction, String keyId) {
        records(transaction).delete(item(keyId));
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.GCP_KEYS);
    }

    private byte[] item(String keyId) {
        return barrier.hash(HashPurpose.LOOKUP, keyId.getBytes(StandardCharsets.UTF_8));
    }
}
