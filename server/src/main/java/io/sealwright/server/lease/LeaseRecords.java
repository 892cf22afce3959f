package io.sealwright.server.lease;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Keys;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where leases lie: the lease by its id, in its own namespace; in the root's, a link from its
 * token; an entry of the due index; a mark while it is listed as irrevocable.
 */
final class LeaseRecords {
    /** First byte of an id in the due index: a lease, the leases of a token, those below a path. */
    static final byte LEASE = 'L';

    static final byte OF_TOKEN = 'T';
    static final byte BELOW = 'P';

    private static final byte IRREVOCABLE = 'I';
    private static final byte ENDING_MOUNT = 'D';
    private static final int HANDLE_BYTES = 16;
    private static final RecordCodec<StoredLease> LEASES = RecordCodec.of(StoredLease.class);
    private static final RecordCodec<Ref> REFS = RecordCodec.of(Ref.class);
    private static final RecordCodec<Below> BELOWS = RecordCodec.of(Below.class);
    private static final RecordCodec<EndingMount> MOUNTS = RecordCodec.of(EndingMount.class);

    private LeaseRecords() {}

    /** Where a lease is found. */
    record Ref(int namespace, String id) {
        static Ref of(StoredLease lease) {
            return new Ref(lease.namespace(), lease.id());
        }
    }

    /**
     * All leases at a path or below it.
     *
     * @param folder with a slash at its end; empty for the whole namespace
     */
    record Below(int namespace, String folder, boolean force) {}

    /**
     * A mount that is being taken away.
     *
     * @param since epoch milliseconds
     */
    private record EndingMount(long since) {}

    /** A precondition of the commit. */
    static @Nullable StoredLease get(Transaction transaction, Ref ref) {
        Decoded<StoredLease> found = leases(transaction, ref.namespace).get(ref.id, LEASES);
        return found == null ? null : found.value();
    }

    /** As {@link #get}. */
    static Optional<StoredLease> find(Transaction transaction, Ref ref) {
        return Optional.ofNullable(get(transaction, ref));
    }

    static void put(Transaction transaction, StoredLease lease) {
        leases(transaction, lease.namespace()).put(lease.id(), LEASES.encode(lease));
    }

    /** A lease with everything that belongs to it; again for one that is there is no harm. */
    static void add(Transaction transaction, StoredLease lease) {
        put(transaction, lease);
        links(transaction).put(link(lease), REFS.encode(Ref.of(lease)));
        schedule(transaction, lease, lease.due());
    }

    /** Puts a changed lease in place of the old one, due at another time. */
    static void replace(Transaction transaction, StoredLease old, StoredLease changed, Instant at) {
        unschedule(transaction, old);
        put(transaction, changed);
        schedule(transaction, changed, at);
    }

    static void remove(Transaction transaction, StoredLease lease) {
        leases(transaction, lease.namespace()).delete(lease.id());
        leases(transaction, lease.namespace()).delete(irrevocable(Ref.of(lease)));
        links(transaction).delete(link(lease));
        unschedule(transaction, lease);
    }

    private static void schedule(Transaction transaction, StoredLease lease, Instant at) {
        Ref ref = Ref.of(lease);
        transaction.putDue(
                at,
                DueWork.LEASE,
                Keys.ROOT_NAMESPACE,
                tagged(LEASE, handle(ref)),
                REFS.encode(ref));
    }

    private static void unschedule(Transaction transaction, StoredLease lease) {
        byte[] id = tagged(LEASE, handle(Ref.of(lease)));
        transaction.deleteDue(lease.expiry(), DueWork.LEASE, Keys.ROOT_NAMESPACE, id);
        if (lease.retry() > 0) {
            transaction.deleteDue(lease.due(), DueWork.LEASE, Keys.ROOT_NAMESPACE, id);
        }
    }

    /**
     * Names directly below a folder; no preconditions.
     *
     * @param folder empty, or with a slash at its end
     */
    static List<String> list(
            Transaction transaction, int namespace, String folder, String after, int limit) {
        return leases(transaction, namespace).list(folder, after, limit);
    }

    // Of a token.

    static boolean anyOfToken(Transaction transaction, String hash) {
        return !links(transaction).scan(ofToken(hash), null, 1).isEmpty();
    }

    static List<ItemEntry> linksOfToken(
            Transaction transaction, byte[] prefix, byte @Nullable [] after, int limit) {
        return links(transaction).scan(prefix, after, limit);
    }

    /** Links of all leases, by their tokens. */
    static List<ItemEntry> allLinks(Transaction transaction, byte @Nullable [] after, int limit) {
        return linksOfToken(transaction, new byte[] {OF_TOKEN}, after, limit);
    }

    static Ref linked(ItemEntry link) {
        return REFS.decode(link.entry().value());
    }

    static void unlink(Transaction transaction, ItemEntry link) {
        links(transaction).delete(link.id());
    }

    /** Prefix of its links, and id of the entry of the due index that is about them. */
    static byte[] ofToken(String hash) {
        return tagged(OF_TOKEN, HexFormat.of().parseHex(hash));
    }

    /** Soon ends all leases of a token. */
    static void endOfToken(Transaction transaction, String hash, Instant now) {
        transaction.putDue(
                now, DueWork.LEASE, Keys.ROOT_NAMESPACE, ofToken(hash), new byte[] {OF_TOKEN});
    }

    // Below a path.

    /** Soon ends all leases at a path or below it. */
    static void endBelow(Transaction transaction, Below below, Instant now) {
        byte[] value = BELOWS.encode(below);
        transaction.putDue(
                now, DueWork.LEASE, Keys.ROOT_NAMESPACE, tagged(BELOW, hash(value)), value);
    }

    static Below below(byte[] value) {
        return BELOWS.decode(value);
    }

    static Ref ref(byte[] value) {
        return REFS.decode(value);
    }

    // Irrevocable.

    static void markIrrevocable(Transaction transaction, StoredLease lease) {
        Ref ref = Ref.of(lease);
        leases(transaction, ref.namespace).put(irrevocable(ref), REFS.encode(ref));
    }

    static List<Ref> irrevocable(Transaction transaction, int namespace, int limit) {
        return leases(transaction, namespace).scan(new byte[] {IRREVOCABLE}, null, limit).stream()
                .map(LeaseRecords::linked)
                .toList();
    }

    // Mounts that are being taken away.

    static void putEndingMount(Transaction transaction, int namespace, SpaceId space, Instant now) {
        leases(transaction, namespace)
                .put(endingMount(space), MOUNTS.encode(new EndingMount(now.toEpochMilli())));
    }

    static void deleteEndingMount(Transaction transaction, int namespace, SpaceId space) {
        leases(transaction, namespace).delete(endingMount(space));
    }

    /** Since when; null if it is not. A precondition of the commit. */
    static @Nullable Instant endingMountSince(
            Transaction transaction, int namespace, SpaceId space) {
        Decoded<EndingMount> found = leases(transaction, namespace).get(endingMount(space), MOUNTS);
        return found == null ? null : Instant.ofEpochMilli(found.value().since);
    }

    private static byte[] endingMount(SpaceId space) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(ENDING_MOUNT).putLong(space.value()).array();
    }

    private static byte[] irrevocable(Ref ref) {
        return tagged(IRREVOCABLE, handle(ref));
    }

    private static byte[] link(StoredLease lease) {
        byte[] prefix = ofToken(lease.token());
        byte[] handle = handle(Ref.of(lease));
        return ByteBuffer.allocate(prefix.length + handle.length).put(prefix).put(handle).array();
    }

    /** A short name of it; the id holds 24 random characters, so that nobody can guess it. */
    private static byte[] handle(Ref ref) {
        byte[] id = ref.id.getBytes(StandardCharsets.UTF_8);
        return hash(
                ByteBuffer.allocate(Integer.BYTES + id.length)
                        .putInt(ref.namespace)
                        .put(id)
                        .array());
    }

    private static byte[] hash(byte[] bytes) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Arrays.copyOf(whole, HANDLE_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] tagged(byte tag, byte[] rest) {
        return ByteBuffer.allocate(1 + rest.length).put(tag).put(rest).array();
    }

    private static Records leases(Transaction transaction, int namespace) {
        return transaction.records(namespace, Keys.LEASES);
    }

    private static Records links(Transaction transaction) {
        return leases(transaction, Keys.ROOT_NAMESPACE);
    }
}
