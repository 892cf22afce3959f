package io.sealwright.storage.apply;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.TransactionId;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The simplest state that apply can run on: a model for the real one. */
final class MapState extends MapReader {
    final NavigableMap<Key, Entry> live = new TreeMap<>();
    final Map<TransactionId, Outcome> outcomes = new HashMap<>();
    final Map<ClassKey, Long> classes = new HashMap<>();
    Counters counters = new Counters(1, 0, 1, 0);

    /** Applies and stores what changed. */
    Changes run(long index, StoreCommand command) {
        Changes changes = Applier.apply(this, index, command);
        if (changes.generation() != null) {
            throw new IllegalArgumentException("the model has one generation");
        }
        write(live, changes);
        outcomes.putAll(changes.recorded());
        classes.putAll(changes.classes());
        counters = changes.counters();
        return changes;
    }

    @Override
    protected NavigableMap<Key, Entry> records() {
        return live;
    }

    @Override
    public @Nullable Recorded recorded(TransactionId id) {
        Outcome outcome = outcomes.get(id);
        return outcome == null ? null : new Recorded.Known(outcome);
    }

    @Override
    public Counters counters() {
        return counters;
    }
}
