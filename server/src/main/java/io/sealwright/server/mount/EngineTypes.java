package io.sealwright.server.mount;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every engine type that this program has, found by component scan. */
@Component
public final class EngineTypes {
    private record Name(EngineClass engineClass, String name) {}

    private final Map<Name, EngineType> types = new HashMap<>();

    EngineTypes(List<EngineType> beans) {
        for (EngineType type : beans) {
            if (types.put(new Name(type.engineClass(), type.name()), type) != null) {
                throw new IllegalStateException("two engine types are named " + type.name());
            }
        }
    }

    public @Nullable EngineType find(EngineClass engineClass, String name) {
        return types.get(new Name(engineClass, name));
    }

    /** In name order. */
    public List<EngineType> all() {
        return types.values().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    }
}
