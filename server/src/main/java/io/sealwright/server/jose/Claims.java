package io.sealwright.server.jose;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a token says. Not changed once it is made.
 *
 * @param all with the types that JSON has
 */
public record Claims(ObjectNode all) {
    private static final int MAX_AUDIENCES = 1_000;

    /** A claim by its name; null if it is absent or JSON's null. */
    public @Nullable JsonNode named(String name) {
        return present(all.get(name));
    }

    /**
     * A claim by its name, or by a JSON pointer if it begins with a slash; null if there is none.
     */
    public @Nullable JsonNode find(String nameOrPointer) {
        if (!nameOrPointer.startsWith("/")) {
            return named(nameOrPointer);
        }
        try {
            return present(all.at(JsonPointer.compile(nameOrPointer)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable JsonNode present(@Nullable JsonNode node) {
        return node == null || node.isNull() || node.isMissingNode() ? null : node;
    }

    /**
     * Empty if it is absent.
     *
     * @throws TokenRefused if it is not a string
     */
    public String text(String name) {
        JsonNode node = named(name);
        if (node == null) {
            return "";
        }
        if (!node.isString()) {
            throw new TokenRefused("the " + name + " claim is not a string");
        }
        return node.stringValue();
    }

    /**
     * Whom the token is for; one of them may stand without a list.
     *
     * @throws TokenRefused if it is neither a string nor a list of them
     */
    public List<String> audiences() {
        JsonNode node = named("aud");
        if (node == null) {
            return List.of();
        }
        if (node.isString()) {
            return List.of(node.stringValue());
        }
        List<String> found = new ArrayList<>();
        if (node.isArray() && node.size() <= MAX_AUDIENCES) {
            node.forEach(element -> found.add(element.isString() ? element.stringValue() : ""));
        }
        if (!node.isArray() || found.contains("")) {
            throw new TokenRefused("expected string or array value to unmarshal to Audience");
        }
        return found;
    }

    /**
     * @param expected any of them will do; empty for whatever the token says
     * @throws TokenRefused if the token is for none of them
     */
    public void requireAudience(List<String> expected) {
        List<String> actual = audiences();
        if (!expected.isEmpty() && expected.stream().noneMatch(actual::contains)) {
            throw new TokenRefused(
                    "invalid audience (aud) claim: audience claim does not match any expected audience");
        }
    }

    /**
     * @param issuer empty for any
     * @throws TokenRefused if somebody else issued it
     */
    public void requireIssuer(String issuer) {
        String actual = text("iss");
        if (!issuer.isEmpty() && !issuer.equals(actual)) {
            throw new TokenRefused("invalid issuer (iss) claim");
        }
    }

    /**
     * @param subject empty for any
     * @throws TokenRefused if it is about somebody else
     */
    public void requireSubject(String subject) {
        String actual = text("sub");
        if (!subject.isEmpty() && !subject.equals(actual)) {
            throw new TokenRefused("invalid subject (sub) claim");
        }
    }

    @Override
    public String toString() {
        return "Claims";
    }
}
