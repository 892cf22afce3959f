package io.sealwright.server.auth.kubernetes;

import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.TokenRefused;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whom a token is of, as it says itself: in its claim {@code kubernetes.io}, or, as tokens were
 * before they were bound to a pod, in claims of their own. Empty where it says nothing.
 *
 * @param secretName where an old token was kept
 */
record ServiceAccount(String namespace, String name, String uid, String secretName) {
    private static final String OLD = "kubernetes.io/serviceaccount/";

    /**
     * @throws TokenRefused if it says it in another form
     */
    static ServiceAccount of(Claims claims) {
        String secret = claims.text(OLD + "secret.name");
        JsonNode bound = claims.named("kubernetes.io");
        if (bound == null) {
            return new ServiceAccount(
                    claims.text(OLD + "namespace"),
                    claims.text(OLD + "service-account.name"),
                    claims.text(OLD + "service-account.uid"),
                    secret);
        }
        ObjectNode object = object(bound);
        JsonNode account = object.get("serviceaccount");
        String namespace = text(object, "namespace");
        if (account == null || account.isNull()) {
            return new ServiceAccount(
                    namespace,
                    claims.text(OLD + "service-account.name"),
                    claims.text(OLD + "service-account.uid"),
                    secret);
        }
        return new ServiceAccount(
                namespace, text(object(account), "name"), text(object(account), "uid"), secret);
    }

    private static ObjectNode object(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new TokenRefused("the kubernetes.io claim does not have the expected form");
    }

    private static String text(ObjectNode object, String name) {
        @Nullable JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return "";
        }
        if (!node.isString()) {
            throw new TokenRefused("the kubernetes.io claim does not have the expected form");
        }
        return node.stringValue();
    }

    @Override
    public String toString() {
        return "ServiceAccount";
    }
}
