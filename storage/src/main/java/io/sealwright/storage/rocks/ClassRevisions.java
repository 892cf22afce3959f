package io.sealwright.storage.rocks;

import io.sealwright.storage.apply.ClassKey;
import java.util.HashMap;
import java.util.Map;

/** Revisions of the last write to each control class of each namespace; immutable. */
record ClassRevisions(long floor, Map<ClassKey, Long> revisions) {
    long of(int namespace, byte controlClass) {
        long own = revisions.getOrDefault(new ClassKey(namespace, controlClass), 0L);
        long all = revisions.getOrDefault(new ClassKey(namespace, ClassKey.ALL), 0L);
        return Math.max(floor, Math.max(own, all));
    }

    ClassRevisions with(Map<ClassKey, Long> written) {
        if (written.isEmpty()) {
            return this;
        }
        Map<ClassKey, Long> next = new HashMap<>(revisions);
        next.putAll(written);
        return new ClassRevisions(floor, Map.copyOf(next));
    }
}
