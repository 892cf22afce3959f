package io.sealwright.server.auth.aws;

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
 * Where the signer of an access key is: a request says nothing but the key's id. An entry is a
 * pointer and nothing more: where the mount or the signer is gone, or does not have the key any
 * more, it leads nowhere. Thread-safe.
 */
@Component
final class KeyIndex {
    /** No access key has a slash in its id. */
    private static final String ACCOUNT = "account/";

    private static final RecordCodec<Holder> CODEC = RecordCodec.of(Holder.class);

    private final Barrier barrier;

    KeyIndex(Barrier barrier) {
        this.barrier = barrier;
    }

    /**
     * @param namespace number of the namespace of the mount
     * @param mount accessor of the mount
     * @param name of the signer
     */
    record Holder(int namespace, String mount, String name) {}

    @Nullable Holder find(Transaction transaction, String accessKeyId) {
        Decoded<Holder> found = records(transaction).get(item(accessKeyId), CODEC);
        return found == null ? null : found.value();
    }

    void put(Transaction transaction, Mount mount, String name, String accessKeyId) {
        Holder holder = new Holder(mount.namespaceId(), mount.accessor(), name);
        records(transaction).put(item(accessKeyId), CODEC.encode(holder));
    }

    void delete(Transaction transaction, String accessKeyId) {
        records(transaction).delete(item(accessKeyId));
    }

    /** The mount that lets web identities into an account; its name is empty. */
    @Nullable Holder findAccount(Transaction transaction, String account) {
        return find(transaction, ACCOUNT + account);
    }

    void putAccount(Transaction transaction, Mount mount, String account) {
        put(transaction, mount, "", ACCOUNT + account);
    }

    void deleteAccount(Transaction transaction, String account) {
        delete(transaction, ACCOUNT + account);
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.ACCESS_KEYS);
    }

    private byte[] item(String accessKeyId) {
        return barrier.hash(HashPurpose.LOOKUP, accessKeyId.getBytes(StandardCharsets.US_ASCII));
    }
}
