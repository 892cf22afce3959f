package io.sealwright.storage.apply;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records in a map, for models of the state. */
public abstract class MapReader implements StateReader {
    /** The live generation. */
    protected abstract NavigableMap<Key, Entry> records();

    /** Writes what apply decided, but for generations, outcomes and counters. */
    protected static void write(NavigableMap<Key, Entry> records, Changes changes) {
        for (Key prefix : changes.deletedPrefixes()) {
            records.keySet().removeIf(key -> Overlay.startsWith(key, prefix));
        }
        for (Map.Entry<Key, Optional<Entry>> point : changes.points().entrySet()) {
            point.getValue()
                    .ifPresentOrElse(
                            entry -> records.put(point.getKey(), entry),
                            () -> records.remove(point.getKey()));
        }
    }

    @Override
    public @Nullable Entry get(Key key) {
        return records().get(key);
    }

    @Override
    public long revision(Key key) {
        Entry entry = records().get(key);
        return entry == null ? 0 : entry.revision();
    }

    @Override
    public List<KeyEntry> scan(Key prefix, @Nullable Key after, int limit) {
        List<KeyEntry> found = new ArrayList<>();
        records()
                .tailMap(after == null ? prefix : after, after == null)
                .forEach((key, entry) -> {
                    if (Overlay.startsWith(key, prefix) && found.size() < limit) {
                        found.add(new KeyEntry(key, entry));
                    }
                });
        return found;
    }
}
