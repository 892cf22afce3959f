package io.sealwright.storage.rocks;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.codec.OutcomeCodec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A cheap rolling hash of what was applied; finds accidents, not forgeries. Its value is stored:
 * never change it.
 */
final class ChangeHash {
    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private ChangeHash() {}

    static long next(long before, long index, Changes changes) {
        long hash = mix(before, index);
        hash = mix(hash, Arrays.hashCode(OutcomeCodec.encodeAnswers(changes.answers())));
        for (Key prefix : changes.deletedPrefixes()) {
            hash = mix(hash, Arrays.hashCode(prefix.bytes()));
        }
        for (Map.Entry<Key, Optional<Entry>> point : changes.points().entrySet()) {
            hash = mix(hash, Arrays.hashCode(point.getKey().bytes()));
            Optional<Entry> entry = point.getValue();
            if (entry.isPresent()) {
                hash = mix(hash, entry.get().revision());
                hash = mix(hash, Arrays.hashCode(entry.get().value()));
            }
        }
        hash = mix(hash, changes.counters().sequence());
        return mix(hash, changes.counters().generation());
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * FACTOR;
        return mixed ^ mixed >>> 29;
    }
}
