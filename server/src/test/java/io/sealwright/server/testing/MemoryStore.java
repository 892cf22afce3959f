package io.sealwright.server.testing;

import io.sealwright.storage.ClusterStatus;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.Store;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The store's contract in memory: one write set after another, each on a copy, so that views stay
 * as they were.
 */
public final class MemoryStore implements Store {
    private record State(long index, NavigableMap<Key, Entry> entries, Map<Long, Long> classes) {}

    private final List<AppliedListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<TransactionId, Outcome> outcomes = new HashMap<>();
    private volatile State state = new State(0, new TreeMap<>(), Map.of());
    private volatile int committed;

    /** How many write sets were applied. */
    public int committed() {
        return committed;
    }

    /** How many keys a space holds, of any family. */
    public int size(SpaceId space) {
        return (int)
                state.entries.keySet().stream()
                        .filter(key -> Keys.space(key).equals(space))
                        .count();
    }

    /** Every stored value with its key. */
    public NavigableMap<Key, Entry> contents() {
        return state.entries;
    }

    @Override
    public View view(Consistency consistency, Deadline deadline) {
        return new MemoryView(state);
    }

    @Override
    public Outcome commit(WriteSet writeSet, Deadline deadline) {
        Outcome outcome = apply(writeSet);
        if (outcome instanceof Outcome.Committed(long revision)) {
            Touched touched = touched(writeSet);
            listeners.forEach(listener -> listener.applied(revision >>> 16, touched));
        }
        return outcome;
    }

    private synchronized Outcome apply(WriteSet writeSet) {
        if (writeSet.preconditions().size() + writeSet.mutations().size() > WriteSet.MAX_PARTS) {
            throw new StoreException.TooLarge("too many parts");
        }
        Outcome known = outcomes.get(writeSet.id());
        if (known != null) {
            return known;
        }
        Outcome outcome = decide(writeSet);
        outcomes.put(writeSet.id(), outcome);
        return outcome;
    }

    private Outcome decide(WriteSet writeSet) {
        for (Precondition precondition : writeSet.preconditions()) {
            Entry entry = state.entries.get(precondition.key());
            boolean holds =
                    switch (precondition) {
                        case Precondition.AtRevision(Key _, long revision) ->
                                entry != null && entry.revision() == revision;
                        case Precondition.Absent(Key _) -> entry == null;
                        case Precondition.Present(Key _) -> entry != null;
                    };
            if (!holds) {
                return new Outcome.Conflict(precondition.key());
            }
        }
        long index = state.index + 1;
        NavigableMap<Key, Entry> next = new TreeMap<>(state.entries);
        for (Mutation mutation : writeSet.mutations()) {
            if (!mutate(next, mutation, index << 16)) {
                return new Outcome.BelowFloor(((Mutation.Add) mutation).key());
            }
        }
        Map<Long, Long> classes = new HashMap<>(state.classes);
        writeSet.mutations().forEach(mutation -> classes.put(classOf(mutation), index << 16));
        state = new State(index, next, Map.copyOf(classes));
        committed++;
        return new Outcome.Committed(index << 16);
    }

    private static boolean mutate(NavigableMap<Key, Entry> next, Mutation mutation, long revision) {
        switch (mutation) {
            case Mutation.Put(Key key, byte[] value) ->
                    next.put(key, new Entry(revision, value.clone()));
            case Mutation.Delete(Key key) -> next.remove(key);
            case Mutation.Touch(Key key) ->
                    next.computeIfPresent(key, (_, entry) -> new Entry(revision, entry.value()));
            case Mutation.Add(Key key, long delta, long floor) -> {
                Entry entry = next.get(key);
                if (entry == null || ByteBuffer.wrap(entry.value()).getLong() + delta < floor) {
                    return false;
                }
                long sum = ByteBuffer.wrap(entry.value()).getLong() + delta;
                next.put(key, new Entry(revision, ByteBuffer.allocate(8).putLong(sum).array()));
            }
            case Mutation.DeletePrefix(Key prefix) ->
                    next.tailMap(prefix, true).keySet().removeIf(key -> startsWith(key, prefix));
            case Mutation.Append(Key log, byte[] value) -> {
                Entry last = next.get(Keys.lastNumber(log));
                long number = last == null ? 1 : ByteBuffer.wrap(last.value()).getLong() + 1;
                byte[] bytes = ByteBuffer.allocate(8).putLong(number).array();
                next.put(Keys.lastNumber(log), new Entry(revision, bytes));
                next.put(Keys.logEntry(log, number), new Entry(revision, value.clone()));
            }
        }
        return true;
    }

    private static boolean startsWith(Key key, Key prefix) {
        int length = prefix.bytes().length;
        return key.bytes().length >= length
                && Arrays.equals(key.bytes(), 0, length, prefix.bytes(), 0, length);
    }

    private static Key key(Mutation mutation) {
        return switch (mutation) {
            case Mutation.Put put -> put.key();
            case Mutation.Delete delete -> delete.key();
            case Mutation.Touch touch -> touch.key();
            case Mutation.Add add -> add.key();
            case Mutation.DeletePrefix prefix -> prefix.prefix();
            case Mutation.Append append -> append.log();
        };
    }

    private static Touched touched(WriteSet writeSet) {
        Set<Key> keys = new HashSet<>();
        List<Key> prefixes = new ArrayList<>();
        for (Mutation mutation : writeSet.mutations()) {
            if (mutation instanceof Mutation.DeletePrefix(Key prefix)) {
                prefixes.add(prefix);
            } else {
                keys.add(key(mutation));
            }
        }
        Set<SpaceId> spaces =
                writeSet.mutations().stream()
                        .map(mutation -> Keys.space(key(mutation)))
                        .collect(Collectors.toSet());
        return new Touched(spaces, keys, prefixes);
    }

    private static long classOf(Mutation mutation) {
        Key key = key(mutation);
        return classKey(Keys.namespace(key), Keys.space(key).controlClass());
    }

    private static long classKey(int namespace, ControlClass controlClass) {
        return (long) namespace << 8 | controlClass.ordinal();
    }

    @Override
    public ClusterStatus status() {
        long index = state.index;
        return new ClusterStatus(
                "memory", "memory", true, "memory", true, true, false, 1, index, index, List.of());
    }

    @Override
    public @Nullable Precondition fence() {
        return null;
    }

    @Override
    public void onApplied(AppliedListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {}

    private record MemoryView(State state) implements View {
        @Override
        public long index() {
            return state.index;
        }

        @Override
        public @Nullable Entry get(Key key) {
            Entry entry = state.entries.get(key);
            return entry == null ? null : new Entry(entry.revision(), entry.value().clone());
        }

        @Override
        public long revision(Key key) {
            Entry entry = state.entries.get(key);
            return entry == null ? 0 : entry.revision();
        }

        @Override
        public List<KeyEntry> scan(Key prefix, @Nullable Key after, int limit) {
            if (limit < 1 || limit > 10_000) {
                throw new IllegalArgumentException("limit " + limit);
            }
            boolean inside = after != null && after.compareTo(prefix) >= 0;
            List<KeyEntry> found = new ArrayList<>();
            for (var entry :
                    state.entries
                            .tailMap(inside && after != null ? after : prefix, !inside)
                            .entrySet()) {
                if (found.size() == limit || !startsWith(entry.getKey(), prefix)) {
                    break;
                }
                Entry copy =
                        new Entry(entry.getValue().revision(), entry.getValue().value().clone());
                found.add(new KeyEntry(entry.getKey(), copy));
            }
            return found;
        }

        @Override
        public long classRevision(int namespace, ControlClass controlClass) {
            return state.classes.getOrDefault(classKey(namespace, controlClass), 0L);
        }

        @Override
        public void close() {}
    }
}
