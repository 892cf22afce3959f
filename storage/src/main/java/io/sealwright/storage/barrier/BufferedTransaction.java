package io.sealwright.storage.barrier;

import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.View;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a transaction: a view, what was read of it that must still hold at commit, and
 * what will be written. Values are sealed when the write set is made, so that writing a record
 * twice costs once.
 */
final class BufferedTransaction implements Transaction, AutoCloseable {
    private record Scope(int namespace, SpaceId space) {}

    private record Appended(Key log, byte[] plain) {}

    private final View view;
    private final BarrierKeys keys;
    private final DecodedCache cache;
    private final boolean writable;
    private final Supplier<TransactionId> newId;
    private @Nullable TransactionId id;
    private final Map<Key, Precondition> conditions = new HashMap<>();
    private final List<Precondition> required = new ArrayList<>();
    private final List<Key> prefixesGone = new ArrayList<>();
    private final TreeMap<Key, Pending> writes = new TreeMap<>();
    private final List<Appended> appended = new ArrayList<>();
    private final Map<Scope, SpaceRecords> spaces = new HashMap<>();
    private final List<SpaceKeys.FolderKeys> overfull = new ArrayList<>();

    BufferedTransaction(
            View view,
            BarrierKeys keys,
            DecodedCache cache,
            boolean writable,
            @Nullable TransactionId id,
            Supplier<TransactionId> newId) {
        this.view = view;
        this.keys = keys;
        this.cache = cache;
        this.writable = writable;
        this.id = id;
        this.newId = newId;
    }

    @Override
    public TransactionId id() {
        TransactionId now = id;
        if (now == null) {
            now = newId.get();
            id = now;
        }
        return now;
    }

    @Override
    public long index() {
        return view.index();
    }

    @Override
    public Records records(int namespace, SpaceId space) {
        return spaces.computeIfAbsent(
                new Scope(namespace, space),
                scope -> new SpaceRecords(this, new SpaceKeys(namespace, space, keys)));
    }

    @Override
    public void require(Precondition precondition) {
        required.add(precondition);
    }

    @Override
    public long classRevision(int namespace, ControlClass controlClass) {
        return view.classRevision(namespace, controlClass);
    }

    @Override
    public byte @Nullable [] system(String name) {
        Key key = Keys.system(name);
        if (writes.get(key) instanceof Pending.Plain own) {
            return own.bytes().clone();
        }
        Entry entry = entry(key, true);
        return entry == null ? null : entry.value().clone();
    }

    @Override
    public void putSystem(String name, byte[] value) {
        write(Keys.system(name), new Pending.Plain(value.clone()));
    }

    void deleteSystem(Key key) {
        write(key, new Pending.Gone());
    }

    @Override
    public void putDue(Instant at, byte kind, int namespace, byte[] dueId, byte[] value) {
        write(DueKeys.key(at, kind, namespace, dueId), new Pending.Sealed(RecordCodec.item(value)));
    }

    @Override
    public void deleteDue(Instant at, byte kind, int namespace, byte[] dueId) {
        write(DueKeys.key(at, kind, namespace, dueId), new Pending.Gone());
    }

    @Override
    public List<DueEntry> due(Instant from, Instant until, int limit) {
        return due(DueKeys.before(from), until, limit);
    }

    @Override
    public List<DueEntry> dueAfter(DueEntry last, Instant until, int limit) {
        return due(DueKeys.key(last.at(), last.kind(), last.namespace(), last.id()), until, limit);
    }

    private List<DueEntry> due(@Nullable Key after, Instant until, int limit) {
        List<DueEntry> entries = new ArrayList<>();
        for (KeyEntry found :
                scan(DueKeys.PREFIX, after, key -> DueKeys.at(key).isAfter(until), limit)) {
            byte[] plain = found.entry().value();
            entries.add(DueKeys.entry(found.key(), RecordCodec.itemValue(plain)));
            Arrays.fill(plain, (byte) 0);
        }
        return entries;
    }

    @Override
    public boolean hasWrites() {
        return !writes.isEmpty() || !prefixesGone.isEmpty() || !appended.isEmpty();
    }

    // What the parts of this package read and write with.

    /**
     * What the view holds, not this transaction's own writes; {@code condition} makes it a
     * precondition.
     */
    @Nullable Entry entry(Key key, boolean condition) {
        Entry entry = view.get(key);
        if (condition) {
            expect(key, entry == null ? 0 : entry.revision());
        }
        return entry;
    }

    /** As {@link #entry}, but only the revision, 0 if absent. */
    long revision(Key key, boolean condition) {
        long revision = view.revision(key);
        if (condition) {
            expect(key, revision);
        }
        return revision;
    }

    void expect(Key key, long revision) {
        conditions.put(
                key,
                revision == 0
                        ? new Precondition.Absent(key)
                        : new Precondition.AtRevision(key, revision));
    }

    /** Whether the view holds the key, which must be so at commit too, whatever its revision. */
    boolean exists(Key key) {
        Precondition known = conditions.get(key);
        if (known != null) {
            return !(known instanceof Precondition.Absent);
        }
        boolean exists = view.revision(key) != 0;
        conditions.put(key, exists ? new Precondition.Present(key) : new Precondition.Absent(key));
        return exists;
    }

    void expectPresent(Key key) {
        conditions.putIfAbsent(key, new Precondition.Present(key));
    }

    byte[] open(Key key, byte[] sealed) {
        return keys.open(sealed, Keys.sealedTo(key), view);
    }

    /**
     * What the view holds at {@code key}, opened and decoded, from the cache if it was decoded
     * before.
     */
    @SuppressWarnings("unchecked")
    <T> @Nullable Decoded<T> decoded(
            Key key, Object decoder, boolean condition, Function<byte[], T> decode) {
        long revision = revision(key, condition);
        if (revision == 0) {
            return null;
        }
        Object cached = cache.get(key, decoder, revision);
        if (cached != null) {
            return new Decoded<>(revision, (T) cached);
        }
        Entry entry = view.get(key);
        if (entry == null) {
            throw new CorruptRecordException("a view gives a revision but no value");
        }
        byte[] plain = open(key, entry.value());
        T value = decode.apply(plain);
        cache.put(key, decoder, revision, value, plain.length);
        Arrays.fill(plain, (byte) 0);
        return new Decoded<>(revision, value);
    }

    <T> @Nullable Decoded<T> decoded(Key key, Decoder<T> decoder, boolean condition) {
        return decoded(key, decoder, condition, decoder::decode);
    }

    DecodedCache cache() {
        return cache;
    }

    View view() {
        return view;
    }

    @Nullable Pending pending(Key key) {
        return writes.get(key);
    }

    void write(Key key, Pending pending) {
        requireWritable();
        Pending before = writes.put(key, pending);
        if (before instanceof Pending.Sealed sealed) {
            Arrays.fill(sealed.plain(), (byte) 0);
        }
    }

    @Override
    public void clearNamespace(int namespace) {
        if (namespace == Keys.ROOT_NAMESPACE) {
            throw new IllegalArgumentException(
                    "the root namespace holds the cluster's own records");
        }
        deletePrefix(new Key(ByteBuffer.allocate(Integer.BYTES).putInt(namespace).array()));
    }

    void deletePrefix(Key prefix) {
        requireWritable();
        prefixesGone.add(prefix);
        SortedMap<Key, Pending> below = below(prefix, null);
        wipe(below.values());
        below.clear();
    }

    void append(Key log, byte[] plain) {
        requireWritable();
        appended.add(new Appended(log, plain));
    }

    private void requireWritable() {
        if (!writable) {
            throw new IllegalStateException("this is a read: it cannot write");
        }
    }

    /** A live part of the writes: keys with this prefix, strictly after {@code after}. */
    private SortedMap<Key, Pending> below(Key prefix, @Nullable Key after) {
        Key from = after == null || after.compareTo(prefix) < 0 ? prefix : after;
        SortedMap<Key, Pending> tail = writes.tailMap(from, from == prefix);
        byte[] next = prefix.bytes().clone();
        int at = next.length - 1;
        while (at >= 0 && ++next[at] == 0) {
            at--;
        }
        return at < 0 ? tail : tail.headMap(new Key(Arrays.copyOf(next, at + 1)));
    }

    /**
     * Opened entries of view and own writes together, in key order; the caller wipes their values.
     */
    List<KeyEntry> scan(
            Key prefix, @Nullable Key after, java.util.function.Predicate<Key> stop, int limit) {
        return new ScanMerge(this, prefix, stop, limit)
                .entries(after, new TreeMap<>(below(prefix, after)));
    }

    void add(Key key, long delta, long floor) {
        Long before = counter(key);
        if (before == null || before + delta < floor) {
            throw new BelowFloorException();
        }
        Mutation.Add addition = new Mutation.Add(key, delta, floor);
        Pending own = writes.get(key);
        if (own instanceof Pending.Plain) {
            write(key, new Pending.Plain(Counters.encode(before + delta)));
        } else if (own instanceof Pending.Added added) {
            added.additions().add(addition);
        } else {
            write(key, new Pending.Added(new ArrayList<>(List.of(addition))));
        }
    }

    @Nullable Long counter(Key key) {
        Pending own = writes.get(key);
        if (own instanceof Pending.Plain plain) {
            return Counters.decode(plain.bytes());
        }
        if (own instanceof Pending.Gone || goneByPrefix(key)) {
            return null;
        }
        Entry entry = view.get(key);
        if (entry == null) {
            return null;
        }
        long value = Counters.decode(entry.value());
        return own instanceof Pending.Added added ? value + added.sum() : value;
    }

    boolean goneByPrefix(Key key) {
        for (Key prefix : prefixesGone) {
            if (startsWith(key, prefix)) {
                return true;
            }
        }
        return false;
    }

    static boolean startsWith(Key key, Key prefix) {
        int length = prefix.bytes().length;
        return key.bytes().length >= length
                && Arrays.equals(key.bytes(), 0, length, prefix.bytes(), 0, length);
    }

    /** Whether something of this class was written here, so that nothing cached speaks for it. */
    boolean wrote(int namespace, ControlClass controlClass) {
        for (Key key : writes.keySet()) {
            if (Keys.namespace(key) == namespace
                    && Keys.space(key).controlClass() == controlClass) {
                return true;
            }
        }
        return prefixesGone.stream()
                .anyMatch(key ->
                        Keys.namespace(key) == namespace
                                && Keys.space(key).controlClass() == controlClass);
    }

    /** A folder whose deltas are perhaps too many; looked after when this transaction is over. */
    void overfull(SpaceKeys.FolderKeys folder) {
        overfull.add(folder);
    }

    List<SpaceKeys.FolderKeys> overfull() {
        return overfull;
    }

    /** Adds what the name index needs; once, after the body. */
    void indexNames() {
        spaces.values().stream()
                .sorted((one, other) ->
                        one.keys()
                                .familyPrefix(Keys.RECORD)
                                .compareTo(other.keys().familyPrefix(Keys.RECORD)))
                .forEach(SpaceRecords::indexNames);
    }

    Collection<Key> written() {
        return writes.keySet();
    }

    List<Precondition> preconditions() {
        List<Precondition> all = new ArrayList<>(conditions.size() + required.size());
        all.addAll(conditions.values());
        all.sort((one, other) -> one.key().compareTo(other.key()));
        all.addAll(required);
        return all;
    }

    List<Mutation> mutations() {
        List<Mutation> mutations = new ArrayList<>(prefixesGone.size() + writes.size());
        for (Key prefix : prefixesGone) {
            mutations.add(new Mutation.DeletePrefix(prefix));
        }
        writes.forEach((key, pending) -> {
            switch (pending) {
                case Pending.Sealed value ->
                        mutations.add(new Mutation.Put(key, keys.seal(value.plain(), key.bytes())));
                case Pending.Plain value -> mutations.add(new Mutation.Put(key, value.bytes()));
                case Pending.Gone gone -> mutations.add(new Mutation.Delete(key));
                case Pending.Touched touched -> mutations.add(new Mutation.Touch(key));
                case Pending.Added added -> mutations.addAll(added.additions());
            }
        });
        for (Appended entry : appended) {
            byte[] sealed = keys.seal(entry.plain(), Keys.sealedTo(entry.log()));
            mutations.add(new Mutation.Append(entry.log(), sealed));
        }
        return mutations;
    }

    /** Wipes what was to be written. The view is closed by whoever opened it. */
    @Override
    public void close() {
        wipe(writes.values());
        appended.forEach(entry -> Arrays.fill(entry.plain(), (byte) 0));
    }

    private static void wipe(Collection<Pending> pendings) {
        for (Pending pending : pendings) {
            if (pending instanceof Pending.Sealed sealed) {
                Arrays.fill(sealed.plain(), (byte) 0);
            }
        }
    }
}
