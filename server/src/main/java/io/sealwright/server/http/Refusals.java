package io.sealwright.server.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers that the HTTP side gives by itself, in the shape of the Vault API. */
final class Refusals {
    private Refusals() {}

    static Refusal tooLarge(long most) {
        return new Refusal(413, "the request body is longer than " + most + " bytes");
    }

    /** Writes the whole answer; the connection is closed afterwards where the body was not read. */
    static void write(HttpServletResponse response, Refusal refusal, boolean close)
            throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode errors = body.putArray("errors");
        refusal.errors().forEach(errors::add);
        if (close) {
            response.setHeader("Connection", "close");
        }
        if (refusal.retryAfter() > 0) {
            response.setHeader("Retry-After", Integer.toString(refusal.retryAfter()));
        }
        Responses.json(response, refusal.status(), body);
    }

    static void redirect(HttpServletResponse response, String location) throws IOException {
        response.setStatus(307);
        response.setHeader("Location", location);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(0);
        response.flushBuffer();
    }
}
