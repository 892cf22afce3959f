package io.sealwright.storage.rocks;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.apply.Applier;
import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.apply.Changes.GenerationChange;
import io.sealwright.storage.apply.MapReader;
import io.sealwright.storage.apply.Recorded;
import io.sealwright.storage.apply.StoreCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@link RocksState} keeps, in memory: same apply, same generations, same rolling hash. */
public final class MemoryState extends MapReader {
    private final boolean remembers;
    private NavigableMap<Key, Entry> live = new TreeMap<>();
    private NavigableMap<Key, Entry> next = new TreeMap<>();
    private final Map<TransactionId, Outcome> outcomes = new HashMap<>();
    private Counters counters = new Counters(1, 0, 1, 0);
    private long term;
    private long index = -1;
    private long hash;

    /** {@code remembers}: false breaks it, so that a repeated id is applied again. */
    public MemoryState(boolean remembers) {
        this.remembers = remembers;
    }

    public MemoryState copy() {
        MemoryState copy = new MemoryState(remembers);
        copy.live.putAll(live);
        copy.next.putAll(next);
        copy.outcomes.putAll(outcomes);
        copy.counters = counters;
        copy.term = term;
        copy.index = index;
        copy.hash = hash;
        return copy;
    }

    public Changes apply(long entryTerm, long entryIndex, StoreCommand command) {
        Changes changes = Applier.apply(this, entryIndex, command);
        switch (changes.generation()) {
            case null -> write(live, changes);
            case GenerationChange.Emptied emptied -> next = new TreeMap<>();
            case GenerationChange.Filling filling -> write(next, changes);
            case GenerationChange.Switched switched -> {
                write(next, changes);
                live = next;
                next = new TreeMap<>();
            }
        }
        outcomes.putAll(changes.recorded());
        counters = changes.counters();
        hash = ChangeHash.next(hash, entryIndex, changes);
        term = entryTerm;
        index = entryIndex;
        return changes;
    }

    public void advance(long entryTerm, long entryIndex) {
        term = entryTerm;
        index = entryIndex;
    }

    public long term() {
        return term;
    }

    public long index() {
        return index;
    }

    public long hash() {
        return hash;
    }

    @Override
    protected NavigableMap<Key, Entry> records() {
        return live;
    }

    @Override
    public @Nullable Recorded recorded(TransactionId id) {
        Outcome outcome = remembers ? outcomes.get(id) : null;
        return outcome == null ? null : new Recorded.Known(outcome);
    }

    @Override
    public Counters counters() {
        return counters;
    }
}
