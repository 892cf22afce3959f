package io.sealwright.policy;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request (body and query), asked for only when a rule limits them. A value is
 * a {@code String}, {@code Number}, {@code Boolean}, {@code List}, {@code Map} or null for a JSON
 * null.
 */
public interface ParameterView {

    /** The names as sent; their case counts. */
    Set<String> names();

    /** The value of one of {@link #names()}; null for a JSON null. */
    @Nullable Object value(String name);

    /** No parameters. */
    static ParameterView none() {
        return of(Map.of());
    }

    /** A view of a map. */
    static ParameterView of(Map<String, ? extends @Nullable Object> parameters) {
        return new ParameterView() {
            @Override
            public Set<String> names() {
                return parameters.keySet();
            }

            @Override
            public @Nullable Object value(String name) {
                return parameters.get(name);
            }
        };
    }
}
