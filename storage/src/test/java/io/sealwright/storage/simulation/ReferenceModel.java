package io.sealwright.storage.simulation;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.Applier;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.apply.StoreCommand.Filled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the store promises, written down a second time and as simply as can be. */
final class ReferenceModel {
    record Done(long index, Outcome outcome) {}

    private final Map<Long, List<Filled>> restores;
    private final Map<TransactionId, Done> done = new HashMap<>();
    private final Set<Long> switched = new HashSet<>();
    private TreeMap<Key, Entry> live = new TreeMap<>();
    private TreeMap<Key, Entry> next = new TreeMap<>();
    private long filling;

    ReferenceModel(Map<Long, List<Filled>> restores) {
        this.restores = restores;
    }

    Map<Key, Entry> live() {
        return live;
    }

    @Nullable Done done(TransactionId id) {
        return done.get(id);
    }

    void apply(long index, StoreCommand command) {
        switch (command) {
            case StoreCommand.Commit commit -> {
                long revision = index << 16;
                for (StoreCommand.Submission one : commit.submissions()) {
                    WriteSet set = one.writeSet();
                    if (!done.containsKey(set.id())) {
                        done.put(set.id(), new Done(index, commit(set, revision)));
                    }
                    revision++;
                }
            }
            case StoreCommand.SetFormat set -> {}
            case StoreCommand.Epoch epoch ->
                    live.put(Applier.EPOCH, new Entry(index << 16, new byte[0]));
            case StoreCommand.BeginGeneration begin -> {
                if (filling != begin.restoreId() && restored() != begin.restoreId()) {
                    filling = begin.restoreId();
                    next = new TreeMap<>();
                }
            }
            case StoreCommand.FillGeneration fill -> {
                if (filling == fill.restoreId()) {
                    fill.records()
                            .forEach(one ->
                                    next.put(one.key(), new Entry(index << 16, one.value())));
                }
            }
            case StoreCommand.SwitchGeneration turn -> turn(turn);
        }
    }

    private long restored() {
        Entry mark = live.get(Applier.RESTORED);
        return mark == null ? 0 : ByteBuffer.wrap(mark.value()).getLong();
    }

    private void turn(StoreCommand.SwitchGeneration turn) {
        if (filling != turn.restoreId()) {
            return;
        }
        filling = 0;
        if (!switched.add(turn.restoreId())) {
            throw new Violation("restore " + turn.restoreId() + " took effect twice");
        }
        for (Filled record : restores.getOrDefault(turn.restoreId(), List.of())) {
            Entry entry = next.get(record.key());
            if (entry == null || !Arrays.equals(entry.value(), record.value())) {
                throw new Violation("restore " + turn.restoreId() + " lacks a record");
            }
        }
        live.forEach((key, entry) -> {
            for (Key prefix : turn.kept()) {
                if (startsWith(key, prefix)) {
                    next.put(key, entry);
                }
            }
        });
        live = next;
        next = new TreeMap<>();
    }

    private Outcome commit(WriteSet set, long revision) {
        for (Precondition condition : set.preconditions()) {
            Entry entry = live.get(condition.key());
            boolean holds =
                    switch (condition) {
                        case Precondition.Absent absent -> entry == null;
                        case Precondition.Present present -> entry != null;
                        case Precondition.AtRevision at ->
                                entry != null && entry.revision() == at.revision();
                    };
            if (!holds) {
                return new Outcome.Conflict(condition.key());
            }
        }
        TreeMap<Key, Entry> after = new TreeMap<>(live);
        for (Mutation mutation : set.mutations()) {
            switch (mutation) {
                case Mutation.Put put -> after.put(put.key(), new Entry(revision, put.value()));
                case Mutation.Delete delete -> after.remove(delete.key());
                case Mutation.Touch touch ->
                        after.computeIfPresent(
                                touch.key(), (key, old) -> new Entry(revision, old.value()));
                case Mutation.DeletePrefix delete ->
                        after.keySet().removeIf(key -> startsWith(key, delete.prefix()));
                case Mutation.Add add -> {
                    Entry old = after.get(add.key());
                    long sum = old == null ? 0 : ByteBuffer.wrap(old.value()).getLong();
                    sum += add.delta();
                    if (old == null || sum < add.floor()) {
                        return new Outcome.BelowFloor(add.key());
                    }
                    after.put(add.key(), new Entry(revision, Workload.number(sum)));
                }
                case Mutation.Append append -> {
                    Entry last = after.get(Keys.lastNumber(append.log()));
                    long next = last == null ? 1 : ByteBuffer.wrap(last.value()).getLong() + 1;
                    after.put(
                            Keys.lastNumber(append.log()),
                            new Entry(revision, Workload.number(next)));
                    after.put(
                            Keys.logEntry(append.log(), next), new Entry(revision, append.value()));
                }
            }
        }
        live = after;
        return new Outcome.Committed(revision);
    }

    private static boolean startsWith(Key key, Key prefix) {
        int length = prefix.bytes().length;
        return key.bytes().length >= length
                && Arrays.equals(key.bytes(), 0, length, prefix.bytes(), 0, length);
    }
}
