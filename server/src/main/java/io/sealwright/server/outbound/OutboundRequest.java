package io.sealwright.server.outbound;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One request to somebody else.
 *
 * @param uri from {@link OutboundUrl#parse}
 * @param body empty for a GET
 * @param maxAnswer most bytes of an answer's body; a longer one is a failure
 */
public record OutboundRequest(
        String method, URI uri, Map<String, String> headers, byte[] body, int maxAnswer) {
    public OutboundRequest {
        headers = Map.copyOf(headers);
    }

    /** Asks for JSON. */
    public static OutboundRequest get(URI uri, int maxAnswer) {
        return new OutboundRequest(
                "GET", uri, Map.of("Accept", "application/json"), new byte[0], maxAnswer);
    }

    /** Sends one type of text and asks for JSON. */
    public static OutboundRequest post(URI uri, String type, String body, int maxAnswer) {
        return new OutboundRequest(
                "POST",
                uri,
                Map.of("Accept", "application/json", "Content-Type", type),
                body.getBytes(StandardCharsets.UTF_8),
                maxAnswer);
    }

    /** Sends what is of one type and asks for another. */
    public static OutboundRequest exchange(
            URI uri, String type, byte[] body, String wanted, int maxAnswer) {
        return new OutboundRequest(
                "POST", uri, Map.of("Accept", wanted, "Content-Type", type), body, maxAnswer);
    }

    /** With another header. */
    public OutboundRequest with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new OutboundRequest(method, uri, more, body, maxAnswer);
    }

    @Override
    public String toString() {
        return "OutboundRequest[" + method + "]";
    }
}
