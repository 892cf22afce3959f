package io.sealwright.server.auth.jwt;

import io.sealwright.server.auth.Glob;
import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.spi.RequestFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Claims of which a token must have certain values: each a string, boolean, number, or a list of
 * them, of which one has to be there. Types count: the number 1 is not the string "1". Strings may
 * be patterns ({@link Glob}).
 */
final class BoundClaims {
    static final String EXACT = "string";
    static final String PATTERNS = "glob";

    private static final int MAX_CLAIMS = 64;
    private static final int MAX_CHARACTERS = 16 << 10;

    private BoundClaims() {}

    /**
     * @throws RequestFailure if they are too many, or no patterns where these are expected
     */
    static void check(ObjectNode claims, String type) {
        if (claims.size() > MAX_CLAIMS || claims.toString().length() > MAX_CHARACTERS) {
            throw RequestFailure.invalid(
                    "bound_claims holds more than "
                            + MAX_CLAIMS
                            + " claims or "
                            + MAX_CHARACTERS
                            + " characters");
        }
        for (JsonNode value : claims) {
            List<JsonNode> values = values(value);
            if (values != null) {
                values.forEach(BoundClaims::requireFinite);
            }
            if (type.equals(PATTERNS)) {
                requireStrings(values);
            }
        }
    }

    private static void requireFinite(JsonNode value) {
        if (value.isNumber() && !Double.isFinite(value.doubleValue())) {
            throw RequestFailure.invalid("bound_claims holds a number that is too large");
        }
    }

    private static void requireStrings(@Nullable List<JsonNode> values) {
        if (values == null) {
            throw RequestFailure.invalid("claim is not a string or list");
        }
        if (!values.stream().allMatch(JsonNode::isString)) {
            throw RequestFailure.invalid("claim is not a string");
        }
    }

    /**
     * @throws TokenRefused if a claim is missing or has another value
     */
    static void require(Role role, Claims claims) {
        ObjectNode bound = role.claims();
        if (bound == null) {
            return;
        }
        boolean patterns = role.claimsType().equals(PATTERNS);
        for (Map.Entry<String, JsonNode> entry : bound.properties()) {
            require(entry.getKey(), entry.getValue(), claims.find(entry.getKey()), patterns);
        }
    }

    private static void require(
            String name, JsonNode bound, @Nullable JsonNode actual, boolean patterns) {
        if (actual == null) {
            throw new TokenRefused("claim \"" + name + "\" is missing");
        }
        List<JsonNode> received = values(actual);
        if (received == null) {
            throw new TokenRefused("received claim is not a string, bool, int or list");
        }
        List<JsonNode> wanted = values(bound);
        if (wanted == null) {
            throw new TokenRefused("bound claim is not a string, bool, int or list");
        }
        boolean found =
                wanted.stream()
                        .anyMatch(one ->
                                received.stream().anyMatch(other -> agree(one, other, patterns)));
        if (!found) {
            throw new TokenRefused(
                    "claim \"" + name + "\" does not match any associated bound claim values");
        }
    }

    private static boolean agree(JsonNode bound, JsonNode actual, boolean patterns) {
        if (bound.isString() && actual.isString()) {
            return patterns
                    ? Glob.matches(bound.stringValue(), actual.stringValue())
                    : bound.stringValue().equals(actual.stringValue());
        }
        if (bound.isIntegralNumber() && actual.isIntegralNumber()) {
            return bound.bigIntegerValue().equals(actual.bigIntegerValue());
        }
        if (bound.isNumber() && actual.isNumber()) {
            return bound.doubleValue() == actual.doubleValue();
        }
        return bound.isBoolean() && bound.equals(actual);
    }

    /** One value as a list of one; null for an object, or JSON's null. */
    static @Nullable List<JsonNode> values(JsonNode node) {
        if (node.isArray()) {
            List<JsonNode> values = new ArrayList<>();
            node.forEach(values::add);
            return values;
        }
        return node.isString() || node.isBoolean() || node.isNumber() ? List.of(node) : null;
    }
}
