package io.sealwright.storage.barrier;

import io.sealwright.storage.Key;
import io.sealwright.storage.Store;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who watches which record. An applied batch costs a look-up for each key that it wrote, and
 * nothing while nobody watches. Thread-safe.
 */
final class RecordWatches {
    private final Map<Key, Set<RecordWatch>> watches = new ConcurrentHashMap<>();

    RecordWatch watch(Key key) {
        RecordWatch watch = new RecordWatch(gone -> remove(key, gone));
        watches.compute(
                key,
                (same, others) -> {
                    Set<RecordWatch> all = others == null ? ConcurrentHashMap.newKeySet() : others;
                    all.add(watch);
                    return all;
                });
        return watch;
    }

    private void remove(Key key, RecordWatch gone) {
        watches.computeIfPresent(
                key,
                (same, others) -> {
                    others.remove(gone);
                    return others.isEmpty() ? null : others;
                });
    }

    void touched(Store.Touched touched) {
        if (watches.isEmpty()) {
            return;
        }
        touched.keys()
                .forEach(key -> watches.getOrDefault(key, Set.of()).forEach(RecordWatch::wake));
        for (Key prefix : touched.prefixes()) {
            watches.forEach((key, those) -> {
                if (BufferedTransaction.startsWith(key, prefix)) {
                    those.forEach(RecordWatch::wake);
                }
            });
        }
    }

    void wakeAll() {
        watches.values().forEach(those -> those.forEach(RecordWatch::wake));
    }
}
