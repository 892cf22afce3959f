package io.sealwright.server.usage;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Keys;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where uses lie: a secret's in the space of its mount, so that it goes with it; an identity's in a
 * space of the namespace in which it has read. Both under keyed hashes. Thread-safe.
 */
public final class SecretUses {
    // 0xFE: see EngineContext.records.
    private static final byte[] OF_SECRET = {(byte) 0xFE, 3};
    private static final byte[] OF_IDENTITY = {1};
    private static final int HASH_BYTES = 16;
    private static final RecordCodec<Use> CODEC = RecordCodec.of(Use.class);

    /** Makes keyed hashes under the barrier's permanent key. */
    @FunctionalInterface
    public interface Hashing {
        byte[] hash(HashPurpose purpose, byte[]... parts);
    }

    private final Hashing hashing;

    public SecretUses(Hashing hashing) {
        this.hashing = hashing;
    }

    /** To be called in the transaction in which a secret is removed. */
    public void forget(Transaction transaction, int namespace, SpaceId space, String path) {
        Target.OfSecret secret = new Target.OfSecret(namespace, space, path);
        records(transaction, secret).delete(id(secret));
    }

    /** A precondition of the commit. */
    @Nullable Use find(Transaction transaction, Target target) {
        Decoded<Use> found = records(transaction, target).get(id(target), CODEC);
        return found == null ? null : found.value();
    }

    /** As {@link #find}, where nothing depends on it. */
    @Nullable Use look(Transaction transaction, Target target) {
        Decoded<Use> found = records(transaction, target).peek(id(target), CODEC);
        return found == null ? null : found.value();
    }

    void put(Transaction transaction, Target target, Use use) {
        records(transaction, target).put(id(target), CODEC.encode(use));
    }

    private static Records records(Transaction transaction, Target target) {
        return switch (target) {
            case Target.OfSecret secret -> transaction.records(secret.namespace(), secret.space());
            case Target.OfIdentity identity ->
                    transaction.records(identity.namespace(), Keys.USAGE);
        };
    }

    private byte[] id(Target target) {
        return switch (target) {
            case Target.OfSecret secret ->
                    id(
                            OF_SECRET,
                            ByteBuffer.allocate(Long.BYTES).putLong(secret.space().value()).array(),
                            bytes(secret.path()));
            case Target.OfIdentity identity ->
                    id(OF_IDENTITY, bytes("identity"), bytes(identity.identity()));
        };
    }

    private byte[] id(byte[] kind, byte[] place, byte[] name) {
        byte[] hash = hashing.hash(HashPurpose.LOOKUP, bytes("usage"), place, name);
        return ByteBuffer.allocate(kind.length + HASH_BYTES)
                .put(kind)
                .put(hash, 0, HASH_BYTES)
                .array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
