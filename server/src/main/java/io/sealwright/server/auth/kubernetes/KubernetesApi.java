package io.sealwright.server.auth.kubernetes;

import io.sealwright.server.jose.ForeignJson;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundAnswer;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundRequest;
import io.sealwright.server.outbound.OutboundUrl;
import io.sealwright.server.outbound.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The two questions that a cluster's API is asked. Thread-safe. */
@Component
final class KubernetesApi {
    private static final int MAX_ANSWER = 1 << 20;
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
    private static final String NAMESPACES = "/api/v1/namespaces/";

    /** RFC 1123: so it cannot lead anywhere else when it is put into a path. */
    private static final Pattern NAMESPACE =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * Where the API is, and with what it is asked.
     *
     * @param token for the header {@code Authorization}
     */
    record Access(String host, String authorities, String token) {
        @Override
        public String toString() {
            return "Access";
        }
    }

    private final Outbound outbound;

    KubernetesApi(Outbound outbound) {
        this.outbound = outbound;
    }

    /**
     * @throws OutboundException if nothing may be sent there
     */
    static void requireHost(String host) {
        URI _ = uri(host, REVIEWS);
    }

    private static URI uri(String host, String path) {
        String url = host.contains("://") ? host : "https://" + host;
        return OutboundUrl.parse(
                (url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + path);
    }

    /**
     * Whom the cluster says that a token is of: a service account that exists.
     *
     * @param audiences of which the token must be for one; empty for any
     * @throws TokenRefused if the cluster does not say so
     * @throws OutboundException if it does not answer
     */
    ServiceAccount review(Access access, String token, List<String> audiences, Duration left) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenReview");
        ObjectNode spec = review.putObject("spec").put("token", token);
        if (!audiences.isEmpty()) {
            ArrayNode wanted = spec.putArray("audiences");
            audiences.forEach(wanted::add);
        }
        OutboundRequest request =
                OutboundRequest.post(
                        uri(access.host(), REVIEWS),
                        "application/json",
                        review.toString(),
                        MAX_ANSWER);
        JsonNode status = answer(access, request, left).path("status");
        requireAuthenticated(status, audiences);
        return account(status.path("user"));
    }

    private ObjectNode answer(Access access, OutboundRequest request, Duration left) {
        OutboundAnswer answer =
                outbound.send(
                        new Trust(access.authorities(), List.of()),
                        request.with("Authorization", "Bearer " + access.token()),
                        left);
        if (answer.status() == 401) {
            throw new TokenRefused(
                    "lookup failed: service account unauthorized; this could mean it has been deleted or recreated with a new token");
        }
        if (!answer.successful()) {
            throw new TokenRefused(
                    "lookup failed: the API answered with status " + answer.status());
        }
        return ForeignJson.object(answer.body());
    }

    private static void requireAuthenticated(JsonNode status, List<String> audiences) {
        JsonNode error = status.path("error");
        if (error.isString() && !error.stringValue().isEmpty()) {
            throw new TokenRefused("lookup failed: the API reports an error about the token");
        }
        if (!status.path("authenticated").asBoolean(false)) {
            throw new TokenRefused("lookup failed: service account jwt not valid");
        }
        // An API that knows no audiences leaves them out, and has not checked them.
        boolean one = audiences.isEmpty();
        for (JsonNode audience : status.path("audiences")) {
            one |= audience.isString() && audiences.contains(audience.stringValue());
        }
        if (!one) {
            throw new TokenRefused("lookup failed: service account jwt valid for other audiences");
        }
    }

    private static ServiceAccount account(JsonNode user) {
        String[] parts = user.path("username").asString("").split(":", -1);
        if (parts.length != 4) {
            throw new TokenRefused("lookup failed: unexpected username format");
        }
        if (!parts[0].equals("system") || !parts[1].equals("serviceaccount")) {
            throw new TokenRefused("lookup failed: username returned is not a service account");
        }
        return new ServiceAccount(parts[2], parts[3], user.path("uid").asString(""), "");
    }

    /**
     * @throws TokenRefused if there is no such namespace, or it may not be looked at
     * @throws OutboundException if the API does not answer
     */
    Map<String, String> labels(Access access, String namespace, Duration left) {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new TokenRefused("lookup failed: it is no name of a namespace");
        }
        OutboundRequest request =
                OutboundRequest.get(uri(access.host(), NAMESPACES + namespace), MAX_ANSWER);
        Map<String, String> labels = new HashMap<>();
        answer(access, request, left)
                .path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return labels;
    }
}
