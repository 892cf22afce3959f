package io.sealwright.storage.barrier;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The store's contract in memory: write sets one after another, each with an index, over versions
 * of every key, so that views stay as they were. Each {@link #member} is a node of its own that can
 * be made to lag.
 */
final class MemoryStore {
    private record Version(long revision, byte @Nullable [] value, @Nullable Version older) {}

    private final ConcurrentSkipListMap<Key, Version> versions = new ConcurrentSkipListMap<>();
    private final Map<Long, TreeSet<Long>> classRevisions = new HashMap<>();
    private final Map<TransactionId, Outcome> outcomes = new HashMap<>();
    private final TreeMap<Long, Integer> openViews = new TreeMap<>();
    private final List<Member> members = new ArrayList<>();
    private long applied;

    final AtomicLong entriesRead = new AtomicLong();
    final AtomicInteger conflicts = new AtomicInteger();
    final AtomicInteger commits = new AtomicInteger();

    /** Called with every write set before and after it is applied, outside the lock; may throw. */
    volatile Consumer<WriteSet> beforeCommit = writeSet -> {};

    volatile Consumer<WriteSet> afterCommit = writeSet -> {};

    synchronized Member member() {
        Member member = new Member();
        members.add(member);
        return member;
    }

    /** Every value as it is stored, newest versions only. */
    synchronized Map<Key, byte[]> contents() {
        Map<Key, byte[]> contents = new TreeMap<>();
        versions.forEach((key, version) -> {
            if (version.value() != null) {
                contents.put(key, version.value());
            }
        });
        return contents;
    }

    synchronized Outcome apply(WriteSet writeSet) {
        checkSize(writeSet);
        Outcome repeated = outcomes.get(writeSet.id());
        if (repeated != null) {
            return repeated;
        }
        long revision = ++applied << 16;
        Outcome outcome = outcome(writeSet, revision);
        outcomes.put(writeSet.id(), outcome);
        commits.incrementAndGet();
        if (!(outcome instanceof Outcome.Committed)) {
            conflicts.incrementAndGet();
        }
        return outcome;
    }

    private static void checkSize(WriteSet writeSet) {
        long bytes =
                writeSet.mutations().stream()
                        .mapToLong(mutation ->
                                mutation instanceof Mutation.Put put ? put.value().length : 64)
                        .sum();
        int parts = writeSet.preconditions().size() + writeSet.mutations().size();
        if (parts > WriteSet.MAX_PARTS || bytes > WriteSet.MAX_BYTES) {
            throw new StoreException.TooLarge(parts + " parts, " + bytes + " bytes");
        }
    }

    private Outcome outcome(WriteSet writeSet, long revision) {
        for (Precondition precondition : writeSet.preconditions()) {
            Version version = versions.get(precondition.key());
            long there = version == null || version.value() == null ? 0 : version.revision();
            boolean holds =
                    switch (precondition) {
                        case Precondition.AtRevision(Key key, long expected) ->
                                there == expected && there != 0;
                        case Precondition.Absent(Key key) -> there == 0;
                        case Precondition.Present(Key key) -> there != 0;
                    };
            if (!holds) {
                return new Outcome.Conflict(precondition.key());
            }
        }
        NavigableMap<Key, byte @Nullable []> written = new TreeMap<>();
        for (Mutation mutation : writeSet.mutations()) {
            Key low = mutate(written, mutation);
            if (low != null) {
                return new Outcome.BelowFloor(low);
            }
        }
        written.forEach((key, value) -> write(key, value, revision));
        return new Outcome.Committed(revision);
    }

    /** The key of a counter that was too low. */
    private @Nullable Key mutate(NavigableMap<Key, byte @Nullable []> written, Mutation mutation) {
        switch (mutation) {
            case Mutation.Put(Key key, byte[] value) -> written.put(key, value.clone());
            case Mutation.Delete(Key key) -> written.put(key, null);
            case Mutation.Touch(Key key) -> {
                byte[] now = now(written, key);
                if (now != null) {
                    written.put(key, now);
                }
            }
            case Mutation.Add(Key key, long delta, long floor) -> {
                byte[] now = now(written, key);
                if (now == null || Counters.decode(now) + delta < floor) {
                    return key;
                }
                written.put(key, Counters.encode(Counters.decode(now) + delta));
            }
            case Mutation.DeletePrefix(Key prefix) -> {
                written.keySet().removeIf(key -> BufferedTransaction.startsWith(key, prefix));
                for (Key key : versions.tailMap(prefix).keySet()) {
                    if (!BufferedTransaction.startsWith(key, prefix)) {
                        break;
                    }
                    written.put(key, null);
                }
            }
            case Mutation.Append(Key log, byte[] value) -> {
                byte[] last = now(written, Keys.lastNumber(log));
                long number = last == null ? 1 : Counters.decode(last) + 1;
                written.put(Keys.lastNumber(log), Counters.encode(number));
                written.put(Keys.logEntry(log, number), value.clone());
            }
        }
        return null;
    }

    private byte @Nullable [] now(Map<Key, byte @Nullable []> written, Key key) {
        if (written.containsKey(key)) {
            return written.get(key);
        }
        Version version = versions.get(key);
        return version == null ? null : version.value();
    }

    private void write(Key key, byte @Nullable [] value, long revision) {
        Version older = versions.get(key);
        if (older == null && value == null) {
            return;
        }
        if (value == null && openViews.isEmpty()) {
            versions.remove(key);
        } else {
            versions.put(key, new Version(revision, value, older == null ? null : needed(older)));
        }
        ControlClass controlClass = Keys.space(key).controlClass();
        if (controlClass != ControlClass.NONE) {
            classRevisions
                    .computeIfAbsent(
                            classKey(Keys.namespace(key), controlClass), _ -> new TreeSet<>())
                    .add(revision);
        }
    }

    /** Without the versions that no open view can see. */
    private Version needed(Version version) {
        long oldest = openViews.isEmpty() ? applied : openViews.firstKey();
        if (version.revision() >>> 16 <= oldest || version.older() == null) {
            return new Version(version.revision(), version.value(), null);
        }
        return new Version(version.revision(), version.value(), needed(version.older()));
    }

    private static long classKey(int namespace, ControlClass controlClass) {
        return (long) namespace << 8 | controlClass.ordinal();
    }

    private synchronized MemoryView open(long atMost) {
        long index = Math.min(applied, atMost);
        openViews.merge(index, 1, Integer::sum);
        return new MemoryView(index);
    }

    private synchronized void closed(long index) {
        openViews.computeIfPresent(index, (key, count) -> count == 1 ? null : count - 1);
    }

    private static void pause(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    synchronized long applied() {
        return applied;
    }

    /** One node. */
    final class Member implements Store {
        private final List<AppliedListener> listeners = new CopyOnWriteArrayList<>();
        private volatile long atMost = Long.MAX_VALUE;
        private volatile long staleNanos;
        private volatile long submitNanos;

        /**
         * From now on its views are this old when it gets them, and its writes take this long to be
         * applied, as on a member that does not lead.
         */
        void slow(long newStaleNanos, long newSubmitNanos) {
            staleNanos = newStaleNanos;
            submitNanos = newSubmitNanos;
        }

        /** From now on sees nothing new, as a node that is cut off, until {@link #catchUp}. */
        void lag() {
            atMost = applied();
        }

        void catchUp() {
            atMost = Long.MAX_VALUE;
        }

        @Override
        public View view(Consistency consistency, Deadline deadline) {
            if (consistency == Consistency.LINEARIZABLE && atMost != Long.MAX_VALUE) {
                throw new StoreException.Unavailable("cut off");
            }
            MemoryView view = open(atMost);
            pause(staleNanos);
            return view;
        }

        @Override
        public Outcome commit(WriteSet writeSet, Deadline deadline) {
            beforeCommit.accept(writeSet);
            pause(submitNanos);
            Outcome outcome = apply(writeSet);
            List<Key> keys =
                    writeSet.mutations().stream()
                            .map(mutation ->
                                    switch (mutation) {
                                        case Mutation.Put put -> put.key();
                                        case Mutation.Delete delete -> delete.key();
                                        case Mutation.Touch touch -> touch.key();
                                        case Mutation.Add add -> add.key();
                                        case Mutation.DeletePrefix prefix -> prefix.prefix();
                                        case Mutation.Append append -> append.log();
                                    })
                            .toList();
            Set<SpaceId> spaces = keys.stream().map(Keys::space).collect(Collectors.toSet());
            Touched touched = new Touched(spaces, Set.copyOf(keys), keys);
            if (outcome instanceof Outcome.Committed(long revision)) {
                members.stream()
                        .filter(member -> member.atMost == Long.MAX_VALUE)
                        .forEach(member ->
                                member.listeners.forEach(
                                        one -> one.applied(revision >>> 16, touched)));
            }
            afterCommit.accept(writeSet);
            return outcome;
        }

        @Override
        public ClusterStatus status() {
            return new ClusterStatus(
                    "memory", "memory", true, "memory", true, true, false, 1, applied(), applied(),
                    List.of());
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
    }

    private final class MemoryView implements View {
        private final long index;
        private boolean closed;

        MemoryView(long index) {
            this.index = index;
        }

        @Override
        public long index() {
            return index;
        }

        private @Nullable Version at(@Nullable Version newest) {
            if (closed) {
                throw new IllegalStateException("the view is closed");
            }
            Version version = newest;
            while (version != null && version.revision() >>> 16 > index) {
                version = version.older();
            }
            return version;
        }

        @Override
        public @Nullable Entry get(Key key) {
            Version version = at(versions.get(key));
            byte[] value = version == null ? null : version.value();
            entriesRead.incrementAndGet();
            return version == null || value == null
                    ? null
                    : new Entry(version.revision(), value.clone());
        }

        @Override
        public long revision(Key key) {
            Version version = at(versions.get(key));
            entriesRead.incrementAndGet();
            return version == null || version.value() == null ? 0 : version.revision();
        }

        @Override
        public List<KeyEntry> scan(Key prefix, @Nullable Key after, int limit) {
            if (limit < 1 || limit > 10_000) {
                throw new IllegalArgumentException("limit " + limit);
            }
            boolean fromPrefix =
                    after == null || Arrays.compareUnsigned(after.bytes(), prefix.bytes()) < 0;
            List<KeyEntry> found = new ArrayList<>();
            for (Map.Entry<Key, Version> one :
                    versions.tailMap(fromPrefix ? prefix : after, fromPrefix).entrySet()) {
                if (found.size() == limit
                        || !BufferedTransaction.startsWith(one.getKey(), prefix)) {
                    break;
                }
                Version version = at(one.getValue());
                byte[] value = version == null ? null : version.value();
                if (version != null && value != null) {
                    entriesRead.incrementAndGet();
                    found.add(
                            new KeyEntry(
                                    one.getKey(), new Entry(version.revision(), value.clone())));
                }
            }
            return found;
        }

        @Override
        public long classRevision(int namespace, ControlClass controlClass) {
            synchronized (MemoryStore.this) {
                TreeSet<Long> revisions = classRevisions.get(classKey(namespace, controlClass));
                Long revision = revisions == null ? null : revisions.floor((index << 16) | 0xffff);
                return revision == null ? 0 : revision;
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                closed(index);
            }
        }
    }
}
