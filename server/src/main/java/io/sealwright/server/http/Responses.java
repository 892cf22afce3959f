package io.sealwright.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/** Headers and body of every JSON answer. */
public final class Responses {
    private static final String JSON = "application/json";

    private Responses() {}

    /** Writes a whole answer that ends with a line feed, as the peer's do. */
    public static void json(
            HttpServletRequest request, HttpServletResponse response, int status, JsonNode body)
            throws IOException {
        try (JsonBytes out = new JsonBytes()) {
            out.node(body);
            json(request, response, status, out);
        }
    }

    /**
     * Writes what has been rendered, and a line feed. Where the request's body has not been read,
     * the answer is flushed and says that the connection will be closed; the rest can still be read
     * away.
     */
    public static void json(
            HttpServletRequest request, HttpServletResponse response, int status, JsonBytes body)
            throws IOException {
        body.raw((byte) '\n');
        json(request, response, status, JSON, body);
    }

    /** The same as another type of JSON, and without a line feed. */
    public static void json(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String contentType,
            JsonBytes body)
            throws IOException {
        headers(response, status);
        response.setHeader("Content-Type", contentType);
        boolean unread = UnreadBody.is(request);
        if (unread) {
            response.setHeader("Connection", "close");
            Connections.announceLength(request, body.length());
        } else {
            response.setContentLength(body.length());
        }
        body.writeTo(response.getOutputStream());
        if (unread) {
            response.flushBuffer();
        }
    }

    /** Writes an answer without a body. */
    public static void empty(HttpServletRequest request, HttpServletResponse response, int status)
            throws IOException {
        headers(response, status);
        if (UnreadBody.is(request)) {
            response.setHeader("Connection", "close");
            response.flushBuffer();
        }
    }

    private static void headers(HttpServletResponse response, int status) {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        // Not setContentType: the peer sends no charset, and JSON has none.
        response.setHeader("Content-Type", JSON);
    }
}
