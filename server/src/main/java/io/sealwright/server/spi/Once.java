package io.sealwright.server.spi;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a request has computed at some cost, such as a password's hash, so that it is not computed
 * again when its transaction runs again. A result may depend on nothing but its key and the
 * request. For one thread.
 */
public final class Once {
    /** Of the few requests that need it. */
    private @Nullable Map<Object, Object> results;

    /** The result that this key has already had, or a new one. */
    public <T> T get(Object key, Class<T> type, Supplier<T> computation) {
        Map<Object, Object> known = results;
        if (known == null) {
            known = new HashMap<>();
            results = known;
        }
        Object earlier = known.get(key);
        if (earlier != null) {
            return type.cast(earlier);
        }
        T made = computation.get();
        known.put(key, made);
        return made;
    }
}
