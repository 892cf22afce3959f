package io.sealwright.storage.apply;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.TransactionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The simplest state that apply can run on: a model for the real one. */
final class MapState implements StateReader {
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
        for (Key prefix : changes.deletedPrefixes()) {
            live.keySet().removeIf(key -> Overlay.startsWith(key, prefix));
        }
        for (Map.Entry<Key, Optional<Entry>> point : changes.points().entrySet()) {
            point.getValue()
                    .ifPresentOrElse(
                            entry -> live.put(point.getKey(), entry),
                            () -> live.remove(point.getKey()));
        }
        outcomes.putAll(changes.recorded());
        classes.putAll(changes.classes());
        counters = changes.counters();
        return changes;
    }

    @Override
    public @Nullable Entry get(Key key) {
        return live.get(key);
    }

    @Override
    public long revision(Key key) {
        Entry entry = live.get(key);
        return entry == null ? 0 : entry.revision();
    }

    @Override
    public List<KeyEntry> scan(Key prefix, @Nullable Key after, int limit) {
        List<KeyEntry> found = new ArrayList<>();
        live.tailMap(after == null ? prefix : after, after == null)
                .forEach((key, entry) -> {
                    if (Overlay.startsWith(key, prefix) && found.size() < limit) {
                        found.add(new KeyEntry(key, entry));
                    }
                });
        return found;
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
