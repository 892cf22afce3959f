package io.sealwright.server.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole answer of a {@link DirectEndpoint}: no envelope is put around it.
 *
 * @param body null for an answer without one
 * @param headers further ones, such as {@code Retry-After}
 */
public record DirectAnswer(int status, @Nullable ObjectNode body, Map<String, String> headers) {
    public DirectAnswer {
        headers = Map.copyOf(headers);
    }

    public static DirectAnswer of(ObjectNode body) {
        return new DirectAnswer(200, body, Map.of());
    }

    public static DirectAnswer of(int status, ObjectNode body) {
        return new DirectAnswer(status, body, Map.of());
    }

    public static DirectAnswer empty() {
        return new DirectAnswer(204, null, Map.of());
    }

    @Override
    public String toString() {
        return "DirectAnswer[" + status + "]";
    }
}
