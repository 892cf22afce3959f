package io.sealwright.storage.apply;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes on top of a state, readable at once. Dropped, or merged into the overlay below it. */
final class Overlay implements KeyReader {
    private final KeyReader below;

    /** Empty = deleted. */
    private final NavigableMap<Key, Optional<Entry>> points = new TreeMap<>();

    private final List<Key> prefixes = new ArrayList<>();

    Overlay(KeyReader below) {
        this.below = below;
    }

    @Override
    public @Nullable Entry get(Key key) {
        Optional<Entry> here = points.get(key);
        if (here != null) {
            return here.orElse(null);
        }
        return covered(key) ? null : below.get(key);
    }

    @Override
    public long revision(Key key) {
        Optional<Entry> here = points.get(key);
        if (here != null) {
            return here.isPresent() ? here.get().revision() : 0;
        }
        return covered(key) ? 0 : below.revision(key);
    }

    void put(Key key, Entry entry) {
        points.put(key, Optional.of(entry));
    }

    void delete(Key key) {
        points.put(key, Optional.empty());
    }

    void deletePrefix(Key prefix) {
        NavigableMap<Key, Optional<Entry>> from = points.tailMap(prefix, true);
        from.keySet().removeIf(key -> startsWith(key, prefix));
        prefixes.add(prefix);
    }

    /** Point writes made after a prefix deletion stay: prefixes are applied first. */
    void mergeInto(Overlay target) {
        prefixes.forEach(target::deletePrefix);
        target.points.putAll(points);
    }

    Map<Key, Optional<Entry>> points() {
        return points;
    }

    List<Key> prefixes() {
        return prefixes;
    }

    private boolean covered(Key key) {
        for (Key prefix : prefixes) {
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
}
