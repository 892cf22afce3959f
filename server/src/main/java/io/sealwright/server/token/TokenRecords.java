package io.sealwright.server.token;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where tokens lie, those of all namespaces in the root's space, since one's children may be in
 * another: the entry under the keyed hash of the token; its accessor, in its own namespace, under a
 * hash of its own; a link from the parent; a counter of the uses that are left; an entry of the due
 * index. One of each for every token that has it.
 */
final class TokenRecords {
    static final int HASH_BYTES = 32;
    private static final int PAGE = 1_000;

    /** Makes keyed hashes under the barrier's permanent key. */
    @FunctionalInterface
    interface Hashing {
        byte[] hash(HashPurpose purpose, byte[]... parts);
    }

    /**
     * @param hash hex of the token's hash
     */
    record AccessorRecord(String hash, String accessor) {
        @Override
        public String toString() {
            return "AccessorRecord";
        }
    }

    private static final RecordCodec<TokenEntry> ENTRIES = RecordCodec.of(TokenEntry.class);
    private static final RecordCodec<AccessorRecord> ACCESSORS =
            RecordCodec.of(AccessorRecord.class);
    private static final byte[] LINK = {1};
    private static final byte[] EXPIRY = {1};

    private final Hashing hashing;
    private final TokenCounts counts;

    TokenRecords(Hashing hashing, TokenCounts counts) {
        this.hashing = hashing;
        this.counts = counts;
    }

    String hash(String token) {
        return hex(hashing.hash(HashPurpose.TOKEN, token.getBytes(StandardCharsets.UTF_8)));
    }

    byte[] accessorId(String accessor) {
        return hashing.hash(HashPurpose.ACCESSOR, accessor.getBytes(StandardCharsets.UTF_8));
    }

    /** A precondition of the commit. */
    @Nullable TokenEntry get(Transaction transaction, String hash) {
        Decoded<TokenEntry> found = tokens(transaction).get(bytes(hash), ENTRIES);
        return found == null ? null : found.value();
    }

    void put(Transaction transaction, TokenEntry entry) {
        tokens(transaction).put(bytes(entry.hash()), ENTRIES.encode(entry));
    }

    /**
     * A new token with everything that belongs to it.
     *
     * @return it as it is stored
     * @throws RequestFailure if there are too many leases
     */
    TokenEntry add(Transaction transaction, TokenEntry entry) {
        TokenEntry stored = counts.counted(transaction, entry);
        put(transaction, stored);
        byte[] hash = bytes(entry.hash());
        AccessorRecord accessor = new AccessorRecord(entry.hash(), entry.accessor());
        accessors(transaction, entry.namespace())
                .put(accessorId(entry.accessor()), ACCESSORS.encode(accessor));
        if (entry.numUses() > 0) {
            tokens(transaction).setCounter(hash, entry.numUses());
        }
        if (!entry.orphan()) {
            links(transaction).put(link(entry.parent(), hash), LINK);
        }
        if (entry.expireTime() > 0) {
            transaction.putDue(
                    Instant.ofEpochMilli(entry.expireTime()),
                    DueWork.TOKEN,
                    Keys.ROOT_NAMESPACE,
                    hash,
                    EXPIRY);
        }
        return stored;
    }

    /**
     * Takes a token away with everything that belongs to it, except its uses, links to its children
     * and its cubbyhole.
     */
    void remove(Transaction transaction, TokenEntry entry) {
        byte[] hash = bytes(entry.hash());
        TokenEntry stored = get(transaction, entry.hash());
        if (stored != null) {
            counts.giveBack(transaction, stored);
        }
        tokens(transaction).delete(hash);
        accessors(transaction, entry.namespace()).delete(accessorId(entry.accessor()));
        if (!entry.orphan()) {
            links(transaction).delete(link(entry.parent(), hash));
        }
        removeDue(transaction, entry);
    }

    /** The last trace of a token that was revoked without its children. */
    void removeRetired(Transaction transaction, TokenEntry entry) {
        tokens(transaction).delete(bytes(entry.hash()));
    }

    /** Puts a changed expiry in place of the old one. */
    void reschedule(Transaction transaction, TokenEntry old, TokenEntry renewed) {
        removeDue(transaction, old);
        put(transaction, renewed);
        if (renewed.expireTime() > 0) {
            transaction.putDue(
                    Instant.ofEpochMilli(renewed.expireTime()),
                    DueWork.TOKEN,
                    Keys.ROOT_NAMESPACE,
                    bytes(renewed.hash()),
                    EXPIRY);
        }
    }

    private static void removeDue(Transaction transaction, TokenEntry entry) {
        if (entry.expireTime() > 0) {
            transaction.deleteDue(
                    Instant.ofEpochMilli(entry.expireTime()),
                    DueWork.TOKEN,
                    Keys.ROOT_NAMESPACE,
                    bytes(entry.hash()));
        }
    }

    @Nullable String hashOfAccessor(Transaction transaction, int namespace, String accessor) {
        Decoded<AccessorRecord> found =
                accessors(transaction, namespace).get(accessorId(accessor), ACCESSORS);
        return found == null ? null : found.value().hash();
    }

    /**
     * In no order that means anything; {@code after} is an accessor, or empty. No preconditions.
     */
    List<String> accessors(Transaction transaction, int namespace, String after, int limit) {
        byte @Nullable [] from = after.isEmpty() ? null : accessorId(after);
        List<String> found = new ArrayList<>();
        while (found.size() < limit) {
            int wanted = Math.min(PAGE, limit - found.size());
            List<ItemEntry> page =
                    accessors(transaction, namespace).scan(new byte[0], from, wanted);
            for (ItemEntry item : page) {
                found.add(ACCESSORS.decode(item.entry().value()).accessor());
                from = item.id();
            }
            if (page.size() < wanted) {
                break;
            }
        }
        return found;
    }

    /** Hashes of some tokens of a namespace. No preconditions. */
    List<String> hashesOf(Transaction transaction, int namespace, int limit) {
        List<String> found = new ArrayList<>();
        for (ItemEntry item : accessors(transaction, namespace).scan(new byte[0], null, limit)) {
            found.add(ACCESSORS.decode(item.entry().value()).hash());
        }
        return found;
    }

    /** Tokens in the order of their hashes; {@code after} is a hash, or empty. No preconditions. */
    List<TokenEntry> scan(Transaction transaction, String after, int limit) {
        byte @Nullable [] from = after.isEmpty() ? null : bytes(after);
        List<TokenEntry> found = new ArrayList<>();
        for (ItemEntry item : tokens(transaction).scan(new byte[0], from, limit)) {
            found.add(ENTRIES.decode(item.entry().value()));
        }
        return found;
    }

    /** Hashes of children whose links are left. */
    List<String> children(Transaction transaction, String parent, int limit) {
        List<String> found = new ArrayList<>();
        for (ItemEntry item : links(transaction).scan(bytes(parent), null, limit)) {
            found.add(hex(Arrays.copyOfRange(item.id(), HASH_BYTES, item.id().length)));
        }
        return found;
    }

    void unlink(Transaction transaction, String parent, String child) {
        links(transaction).delete(link(parent, bytes(child)));
    }

    /** What is left of a limited token's uses; null if it has no counter. */
    @Nullable Long uses(Transaction transaction, String hash) {
        return tokens(transaction).counter(bytes(hash));
    }

    void removeUses(Transaction transaction, String hash) {
        tokens(transaction).deleteCounter(bytes(hash));
    }

    void takeUse(Transaction transaction, String hash) {
        tokens(transaction).add(bytes(hash), -1, 0);
    }

    static byte[] bytes(String hash) {
        return HexFormat.of().parseHex(hash);
    }

    static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static byte[] link(String parent, byte[] child) {
        byte[] id = Arrays.copyOf(bytes(parent), 2 * HASH_BYTES);
        System.arraycopy(child, 0, id, HASH_BYTES, HASH_BYTES);
        return id;
    }

    private static Records tokens(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.TOKENS);
    }

    private static Records accessors(Transaction transaction, int namespace) {
        return transaction.records(namespace, Keys.TOKEN_ACCESSORS);
    }

    private static Records links(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.TOKEN_CHILDREN);
    }
}
