package io.sealwright.server.spi;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a request has computed at some cost, such as a password's hash, so that it is not computed
 * again when its transaction runs again. A result may depend on nothing but its key and the
 * request. For one thread.
 */
public final class Once {
    private final Map<Object, Object> results = new HashMap<>(2);

    /** The result that this key has already had, or a new one. */
    public <T> T get(Object key, Class<T> type, Supplier<T> computation) {
        Object known = results.get(key);
        if (known != null) {
            return type.cast(known);
        }
        T made = computation.get();
        results.put(key, made);
        return made;
    }
}
