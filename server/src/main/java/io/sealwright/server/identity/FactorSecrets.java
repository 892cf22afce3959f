package io.sealwright.server.identity;

import static io.sealwright.server.identity.IdentityKeys.known;

import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By what the entities of a namespace prove their second factors: one value for each entity and MFA
 * method, which only the method understands. They go with their entity. For one transaction.
 */
public final class FactorSecrets {
    /** The most secrets of one entity. */
    public static final int MAX = 100;

    private static final int ID_BYTES = 2 * Ids.BYTES;

    private final Records records;

    private FactorSecrets(Records records) {
        this.records = records;
    }

    public static FactorSecrets of(Transaction transaction, int namespace) {
        return new FactorSecrets(transaction.records(namespace, Keys.FACTOR_SECRETS));
    }

    /** The caller wipes it. A precondition of the commit. */
    public byte @Nullable [] find(String entity, String method) {
        Record found = records.get(id(entity, method));
        return found == null ? null : found.value();
    }

    /** Wipes the value. */
    public void put(String entity, String method, byte[] value) {
        records.put(id(entity, method), value);
        Arrays.fill(value, (byte) 0);
    }

    public void delete(String entity, String method) {
        records.delete(id(entity, method));
    }

    /** How many an entity has, at most one more than it may have; no precondition. */
    public int count(String entity) {
        return of(entity).size();
    }

    public boolean isEmpty() {
        return records.scan(new byte[0], null, 1).isEmpty();
    }

    private List<ItemEntry> of(String entity) {
        return records.scan(known(entity), null, MAX + 1);
    }

    void deleteAll(String entity) {
        of(entity).forEach(item -> records.delete(item.id()));
    }

    /** Whether there is a method that both have a secret for. */
    boolean collide(String entity, String other) {
        return of(entity).stream().anyMatch(item -> records.get(moved(item.id(), other)) != null);
    }

    /** Gives an entity what another has; where both have one, it keeps its own. */
    void move(String from, String to) {
        for (ItemEntry item : of(from)) {
            if (records.get(moved(item.id(), to)) == null) {
                records.put(moved(item.id(), to), item.entry().value());
            }
            records.delete(item.id());
        }
    }

    /**
     * Deletes a method's secrets among the next ones in the order of their ids.
     *
     * @param after where the step before has ended; empty for the first one
     * @return where this one has ended; null if there are no more
     */
    public byte @Nullable [] deleteSome(String method, byte[] after, int limit) {
        byte[] wanted = known(method);
        List<ItemEntry> items = records.scan(new byte[0], after.length == 0 ? null : after, limit);
        for (ItemEntry item : items) {
            if (Arrays.equals(item.id(), Ids.BYTES, ID_BYTES, wanted, 0, Ids.BYTES)) {
                records.delete(item.id());
            }
        }
        return items.size() < limit ? null : items.getLast().id();
    }

    private static byte[] id(String entity, String method) {
        return ByteBuffer.allocate(ID_BYTES).put(known(entity)).put(known(method)).array();
    }

    private static byte[] moved(byte[] id, String entity) {
        return ByteBuffer.allocate(ID_BYTES)
                .put(known(entity))
                .put(id, Ids.BYTES, Ids.BYTES)
                .array();
    }
}
