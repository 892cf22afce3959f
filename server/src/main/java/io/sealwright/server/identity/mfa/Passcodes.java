package io.sealwright.server.identity.mfa;

import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client sends for its second factors, by the ids or the full names of methods. Immutable.
 */
public final class Passcodes {
    private static final String HEADER = "x-vault-mfa";
    private static final String PREFIX = "passcode=";

    private final Map<String, List<String>> byMethod;

    private Passcodes(Map<String, List<String>> byMethod) {
        this.byMethod = byMethod;
    }

    /**
     * Those of the headers {@code X-Vault-MFA: method:passcode} of a login.
     *
     * @throws RequestFailure if one names no method
     */
    public static Passcodes ofHeaders(Request request) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String value : request.headers().getOrDefault(HEADER, List.of())) {
            int colon = value.indexOf(':');
            String method = colon < 0 ? value : value.substring(0, colon);
            if (value.isEmpty()) {
                continue;
            }
            if (method.isEmpty() || colon == value.length() - 1) {
                throw RequestFailure.invalid(
                        "failed to parse X-Vault-MFA header: it is the id or name of an MFA method, a colon and a"
                                + " passcode");
            }
            List<String> some = found.computeIfAbsent(method, _ -> new ArrayList<>());
            if (colon >= 0) {
                some.add(value.substring(colon + 1));
            }
        }
        return new Passcodes(found);
    }

    /**
     * Those of {@code mfa_payload}: each method's in a list, or one of them as it is.
     *
     * @throws RequestFailure if it is anything else
     */
    public static Passcodes ofPayload(ObjectNode payload) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : payload.properties()) {
            List<String> some = new ArrayList<>();
            JsonNode value = entry.getValue();
            if (value.isArray()) {
                value.forEach(one -> some.add(text(one)));
            } else if (!value.isNull()) {
                some.add(text(value));
            }
            found.put(entry.getKey(), some);
        }
        return new Passcodes(found);
    }

    private static String text(JsonNode node) {
        if (!node.isString()) {
            throw RequestFailure.invalid("invalid mfa payload");
        }
        return node.stringValue();
    }

    /** Whether not even a method is named. */
    public boolean isEmpty() {
        return byMethod.isEmpty();
    }

    /** What was sent for a method; null if it was not named. */
    @Nullable List<String> of(PlacedMethod method) {
        List<String> found = byMethod.get(method.id());
        return found != null || method.method().name().isEmpty()
                ? found
                : byMethod.get(method.fullName());
    }

    /**
     * The one passcode among what was sent, without space around it.
     *
     * @return empty if there is none
     * @throws IllegalArgumentException if there are several, or something that is none; with what
     *     to say
     */
    static String single(List<String> sent) {
        String found = "";
        for (String one : sent) {
            if (one.isEmpty()) {
                continue;
            }
            boolean prefixed = one.startsWith(PREFIX);
            if (!prefixed && one.indexOf('=') >= 0) {
                throw new IllegalArgumentException("found an invalid MFA cred");
            }
            if (!found.isEmpty()) {
                throw new IllegalArgumentException(
                        "found multiple passcodes for the same MFA method");
            }
            found = (prefixed ? one.substring(PREFIX.length()) : one).strip();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("invalid passcode");
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return "Passcodes[" + byMethod.size() + "]";
    }
}
