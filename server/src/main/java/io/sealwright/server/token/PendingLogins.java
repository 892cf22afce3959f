package io.sealwright.server.token;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.crypto.RandomTokens;
import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Logins that have to be confirmed, on every node at once: under the keyed hash of their ids, in
 * the namespace of the login, for {@link #LIFETIME}. Of each entity the latest {@value
 * #MAX_OF_ENTITY} are kept. Thread-safe.
 */
@Component
final class PendingLogins implements DueWork {
    /** As long as with Vault. */
    static final Duration LIFETIME = Duration.ofMinutes(5);

    /** Whoever has a password can begin so many logins; an older one makes room. */
    static final int MAX_OF_ENTITY = 10;

    /** How often one can be confirmed in vain before it is gone. */
    static final int MAX_FAILURES = 10;

    private static final byte RECORD = 1;

    /** Entity, end and hash: the oldest of an entity first. */
    private static final byte BY_ENTITY = 2;

    private static final byte[] LABEL = "pending login".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] THERE = {1};
    private static final int HASH_BYTES = 32;
    private static final int UUID_BYTES = 16;
    private static final int MAX_ID = 100;

    private final Barrier barrier;

    PendingLogins(Barrier barrier) {
        this.barrier = barrier;
    }

    /** Keeps a login; the id to confirm it by is told to its client alone. */
    String keep(Transaction transaction, int namespace, PendingLogin login) {
        makeRoom(transaction, namespace, login.entityId());
        String id = RandomTokens.uuid();
        byte[] hash = hash(id);
        Records records = records(transaction, namespace);
        records.put(record(hash), PendingLogin.CODEC.encode(login));
        records.put(byEntity(login, hash), THERE);
        transaction.putDue(end(login), PENDING_LOGIN, namespace, hash, THERE);
        return id;
    }

    private void makeRoom(Transaction transaction, int namespace, String entityId) {
        List<ItemEntry> others =
                records(transaction, namespace).scan(entity(entityId), null, MAX_OF_ENTITY);
        if (others.size() == MAX_OF_ENTITY) {
            byte[] oldest = others.getFirst().id();
            remove(
                    transaction,
                    namespace,
                    Arrays.copyOfRange(oldest, oldest.length - HASH_BYTES, oldest.length));
        }
    }

    /** Null if there is none of this id, or not any more. A precondition of the commit. */
    @Nullable PendingLogin find(Transaction transaction, int namespace, String id, Instant now) {
        PendingLogin found = id.length() > MAX_ID ? null : stored(transaction, namespace, hash(id));
        return found == null || now.toEpochMilli() >= found.until() ? null : found;
    }

    /** Nothing if it is gone already. */
    void remove(Transaction transaction, int namespace, String id) {
        remove(transaction, namespace, hash(id));
    }

    /** Counts one more failure; the last one takes it away. */
    void failed(Transaction transaction, int namespace, String id) {
        byte[] hash = hash(id);
        PendingLogin found = stored(transaction, namespace, hash);
        if (found == null) {
            return;
        }
        if (found.failures() + 1 >= MAX_FAILURES) {
            remove(transaction, namespace, hash);
        } else {
            records(transaction, namespace)
                    .put(record(hash), PendingLogin.CODEC.encode(found.failed()));
        }
    }

    private void remove(Transaction transaction, int namespace, byte[] hash) {
        PendingLogin found = stored(transaction, namespace, hash);
        if (found != null) {
            delete(transaction, namespace, hash, found);
            transaction.deleteDue(end(found), PENDING_LOGIN, namespace, hash);
        }
    }

    @Override
    public byte kind() {
        return PENDING_LOGIN;
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        PendingLogin found = stored(transaction, entry.namespace(), entry.id());
        if (found != null) {
            delete(transaction, entry.namespace(), entry.id(), found);
        }
    }

    private static void delete(
            Transaction transaction, int namespace, byte[] hash, PendingLogin login) {
        Records records = records(transaction, namespace);
        records.delete(record(hash));
        records.delete(byEntity(login, hash));
    }

    private static @Nullable PendingLogin stored(
            Transaction transaction, int namespace, byte[] hash) {
        Record found = records(transaction, namespace).get(record(hash));
        return found == null ? null : PendingLogin.CODEC.decode(found.value());
    }

    private static Instant end(PendingLogin login) {
        return Instant.ofEpochMilli(login.until());
    }

    private static Records records(Transaction transaction, int namespace) {
        return transaction.records(namespace, Keys.PENDING_LOGINS);
    }

    private byte[] hash(String id) {
        return barrier.hash(HashPurpose.LOOKUP, LABEL, id.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] record(byte[] hash) {
        return ByteBuffer.allocate(1 + HASH_BYTES).put(RECORD).put(hash).array();
    }

    private static byte[] byEntity(PendingLogin login, byte[] hash) {
        byte[] entity = entity(login.entityId());
        return ByteBuffer.allocate(entity.length + Long.BYTES + HASH_BYTES)
                .put(entity)
                .putLong(login.until())
                .put(hash)
                .array();
    }

    private static byte[] entity(String id) {
        UUID uuid = UUID.fromString(id);
        return ByteBuffer.allocate(1 + UUID_BYTES)
                .put(BY_ENTITY)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }
}
