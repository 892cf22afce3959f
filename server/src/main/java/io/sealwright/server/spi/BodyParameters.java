package io.sealwright.server.spi;

import io.sealwright.policy.ParameterView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request's parameters as the policy engine looks at them: only where a rule limits them or has a
 * condition.
 */
public final class BodyParameters implements ParameterView {
    private final ObjectNode body;

    public BodyParameters(ObjectNode body) {
        this.body = body;
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(body.propertyNames());
    }

    @Override
    public @Nullable Object value(String name) {
        JsonNode node = body.get(name);
        return node == null ? null : plain(node);
    }

    private static @Nullable Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.stringValue();
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.booleanValue();
            case ARRAY -> {
                List<@Nullable Object> values = new ArrayList<>();
                node.forEach(element -> values.add(plain(element)));
                yield values;
            }
            case OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                node.properties()
                        .forEach(entry -> members.put(entry.getKey(), plain(entry.getValue())));
                yield members;
            }
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }
}
