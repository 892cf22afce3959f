package io.sealwright.server.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/** Headers and body of every JSON answer. */
public final class Responses {
    private Responses() {}

    /** Writes a whole answer that ends with a line feed, as the peer's do. */
    public static void json(HttpServletResponse response, int status, JsonNode body)
            throws IOException {
        try (JsonBytes out = new JsonBytes()) {
            out.node(body);
            json(response, status, out);
        }
    }

    /** Writes what has been rendered, and a line feed. */
    public static void json(HttpServletResponse response, int status, JsonBytes body)
            throws IOException {
        body.raw((byte) '\n');
        headers(response, status);
        response.setContentLength(body.length());
        body.writeTo(response.getOutputStream());
    }

    /** Writes an answer without a body. */
    public static void empty(HttpServletResponse response, int status) {
        headers(response, status);
    }

    private static void headers(HttpServletResponse response, int status) {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        // Not setContentType: the peer sends no charset, and JSON has none.
        response.setHeader("Content-Type", "application/json");
    }
}
