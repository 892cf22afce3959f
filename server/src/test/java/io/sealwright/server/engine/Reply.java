package io.sealwright.server.engine;

import io.sealwright.policy.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a route answered, as far as the wire would show it.
 *
 * @param operation that was executed: CREATE or UPDATE as the route's existence check decided
 * @param json the answer's data as it would be sent, byte for byte; empty if there is none
 */
public record Reply(
        Operation operation,
        int status,
        String json,
        List<String> errors,
        List<String> warnings,
        long leaseDuration) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** A member of the data by a JSON pointer; null if it is not there. */
    public @Nullable JsonNode at(String pointer) {
        JsonNode found = json.isEmpty() ? null : MAPPER.readTree(json).at(pointer);
        return found == null || found.isMissingNode() ? null : found;
    }

    /**
     * As text, so that it can be compared as a whole: strings without quotes, everything else as
     * JSON.
     */
    public String text(String pointer) {
        JsonNode found = at(pointer);
        if (found == null) {
            throw new AssertionError("no " + pointer + " in " + this);
        }
        return found.isString() ? found.stringValue() : found.toString();
    }

    /** The members' names, in the order of the answer. */
    public List<String> names(String pointer) {
        JsonNode found = at(pointer);
        if (found == null) {
            throw new AssertionError("no " + pointer + " in " + this);
        }
        return List.copyOf(found.propertyNames());
    }
}
