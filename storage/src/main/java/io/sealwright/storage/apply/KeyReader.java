package io.sealwright.storage.apply;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import org.jspecify.annotations.Nullable;

/** Point reads, as {@code apply} needs them. */
interface KeyReader {
    @Nullable Entry get(Key key);

    /** 0 if absent. */
    long revision(Key key);
}
