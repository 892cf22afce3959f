package io.sealwright.server.identity.tokens;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Once;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The stored keys, and their rotation by the due index. Thread-safe. */
@Component
final class SigningKeys implements DueWork {
    static final String FOLDER = "key/";
    private static final int NAME_HASH = 16;
    private static final RecordCodec<SigningKey> CODEC = RecordCodec.of(SigningKey.class);

    private final InstantSource clock;

    SigningKeys(InstantSource clock) {
        this.clock = clock;
    }

    static Records records(Transaction transaction, int namespace) {
        return transaction.records(namespace, Keys.IDENTITY_TOKENS);
    }

    /** Null if there is none; the default one is always there. */
    @Nullable SigningKey find(Transaction transaction, int namespace, String name) {
        Decoded<SigningKey> found = records(transaction, namespace).get(FOLDER + name, CODEC);
        if (found != null) {
            return found.value();
        }
        return name.equals(SigningKey.DEFAULT) ? SigningKey.draft(name) : null;
    }

    List<String> names(Transaction transaction, int namespace, String after, int limit) {
        return records(transaction, namespace).list(FOLDER, after, limit);
    }

    /**
     * Stores a key, with its next rotation in the due index.
     *
     * @param old null for a new one
     */
    void put(Transaction transaction, int namespace, @Nullable SigningKey old, SigningKey key) {
        if (old != null && old.nextRotation() != 0) {
            transaction.deleteDue(
                    Instant.ofEpochMilli(old.nextRotation()),
                    SIGNING_KEY,
                    namespace,
                    id(old.name()));
        }
        if (key.nextRotation() != 0) {
            transaction.putDue(
                    Instant.ofEpochMilli(key.nextRotation()),
                    SIGNING_KEY,
                    namespace,
                    id(key.name()),
                    key.name().getBytes(StandardCharsets.UTF_8));
        }
        records(transaction, namespace).put(FOLDER + key.name(), CODEC.encode(key));
    }

    void delete(Transaction transaction, int namespace, SigningKey key) {
        if (key.nextRotation() != 0) {
            transaction.deleteDue(
                    Instant.ofEpochMilli(key.nextRotation()),
                    SIGNING_KEY,
                    namespace,
                    id(key.name()));
        }
        records(transaction, namespace).delete(FOLDER + key.name());
    }

    /** With versions to sign by, made now if there are none. */
    SigningKey ready(
            Transaction transaction, int namespace, SigningKey key, Once once, Instant now) {
        if (key.current() != null) {
            return key;
        }
        SigningKey begun = key.begun(made(key, once, "first"), made(key, once, "next"), now);
        put(transaction, namespace, key, begun);
        return begun;
    }

    SigningKey rotate(
            Transaction transaction,
            int namespace,
            SigningKey key,
            long publishedFor,
            Once once,
            Instant now) {
        SigningKey begun = ready(transaction, namespace, key, once, now);
        SigningKey rotated = begun.rotated(made(key, once, "rotated"), publishedFor, now);
        put(transaction, namespace, begun, rotated);
        return rotated;
    }

    /** Once for a request, also if its transaction runs again. */
    private static SigningKey.Version made(SigningKey key, Once once, String what) {
        return once.get(
                key.name() + "/" + what,
                SigningKey.Version.class,
                () -> SigningKey.Version.of(key.signing().generate()));
    }

    private static byte[] id(String name) {
        UUID hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(NAME_HASH)
                .putLong(hash.getMostSignificantBits())
                .putLong(hash.getLeastSignificantBits())
                .array();
    }

    @Override
    public byte kind() {
        return SIGNING_KEY;
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        String name = new String(entry.value(), StandardCharsets.UTF_8);
        SigningKey key = find(transaction, entry.namespace(), name);
        if (key != null && key.nextRotation() == entry.at().toEpochMilli()) {
            rotate(
                    transaction,
                    entry.namespace(),
                    key,
                    key.verificationTtl(),
                    new Once(),
                    clock.instant());
        }
    }
}
