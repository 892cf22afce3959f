package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.TokenRefused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Who a token is about, as a role wants it told.
 *
 * @param metadata with the role's name
 */
record Person(String name, Map<String, String> metadata, List<String> groups) {
    /** In a token's metadata and its internal data. */
    static final String ROLE = "role";

    /** As many as the largest lists of groups that providers put into tokens, several times. */
    static final int MAX_GROUPS = 1_000;

    /** The most characters of the name of a user or a group. */
    static final int MAX_NAME = 512;

    private static final int MAX_METADATA = 8 << 10;

    Person {
        metadata = Map.copyOf(metadata);
        groups = List.copyOf(groups);
    }

    /**
     * @throws TokenRefused if the token does not say it, or not in the form that is expected
     */
    static Person of(Claims claims, String roleName, Role role) {
        String name = name(claims, role);
        Map<String, String> metadata = metadata(claims, role);
        metadata.put(ROLE, roleName);
        return new Person(name, metadata, groups(claims, role));
    }

    private static String name(Claims claims, Role role) {
        String claim = role.userClaim();
        JsonNode node = role.userClaimIsPointer() ? claims.find(claim) : claims.named(claim);
        if (node == null) {
            throw new TokenRefused("claim \"" + claim + "\" not found in token");
        }
        if (!node.isString()) {
            throw new TokenRefused("claim \"" + claim + "\" could not be converted to string");
        }
        String name = node.stringValue();
        requireName(name, "claim \"" + claim + "\"");
        return name;
    }

    private static void requireName(String name, String what) {
        if (name.isBlank()) {
            throw new TokenRefused(what + " is empty");
        }
        if (name.length() > MAX_NAME) {
            throw new TokenRefused(what + " is longer than " + MAX_NAME + " characters");
        }
        if (name.codePoints().anyMatch(Person::isUnfit)) {
            throw new TokenRefused(what + " holds control characters");
        }
    }

    /** What would not come back from the store as it went in, or would not show. */
    private static boolean isUnfit(int codePoint) {
        return Character.isISOControl(codePoint)
                || codePoint <= 0xFFFF && Character.isSurrogate((char) codePoint);
    }

    private static Map<String, String> metadata(Claims claims, Role role) {
        Map<String, String> metadata = new HashMap<>();
        Map<String, String> mappings = role.claimMappings();
        int characters = 0;
        for (Map.Entry<String, String> mapping :
                (mappings == null ? Map.<String, String>of() : mappings).entrySet()) {
            JsonNode node = claims.find(mapping.getKey());
            if (node != null) {
                if (!node.isString()) {
                    throw new TokenRefused(
                            "error converting claim '" + mapping.getKey() + "' to string");
                }
                characters += node.stringValue().length();
                metadata.put(mapping.getValue(), node.stringValue());
            }
        }
        if (characters > MAX_METADATA) {
            throw new TokenRefused(
                    "the claims for the metadata are longer than " + MAX_METADATA + " characters");
        }
        return metadata;
    }

    private static List<String> groups(Claims claims, Role role) {
        String claim = role.groupsClaim();
        if (claim.isEmpty()) {
            return List.of();
        }
        JsonNode node = claims.find(claim);
        if (node == null) {
            throw new TokenRefused(
                    "failed to fetch groups: \"" + claim + "\" claim not found in token");
        }
        @Nullable List<JsonNode> values = BoundClaims.values(node);
        if (values == null) {
            throw new TokenRefused("\"" + claim + "\" claim could not be converted to string list");
        }
        if (values.size() > MAX_GROUPS) {
            throw new TokenRefused(
                    "\"" + claim + "\" claim holds more than " + MAX_GROUPS + " groups");
        }
        return names(values);
    }

    private static List<String> names(List<JsonNode> values) {
        List<String> names = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isString()) {
                throw new TokenRefused("a value in groups claim could not be parsed as string");
            }
            if (!value.stringValue().isEmpty()) {
                requireName(value.stringValue(), "a value in groups claim");
                names.add(value.stringValue());
            }
        }
        return names.stream().distinct().toList();
    }

    @Override
    public String toString() {
        return "Person";
    }
}
