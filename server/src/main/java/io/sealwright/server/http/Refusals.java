package io.sealwright.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers that the HTTP side gives by itself, in the shape of the Vault API. */
final class Refusals {
    private static final String GOOGLE = "io.sealwright.google";

    private Refusals() {}

    static Refusal tooLarge(long most) {
        return new Refusal(413, "the request body is longer than " + most + " bytes");
    }

    /** Writes the whole answer, and then reads away what body there is. */
    static void send(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
            throws IOException {
        write(request, response, refusal);
        UnreadBody.drain(request);
    }

    /** Writes the whole answer. */
    static void write(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
            throws IOException {
        Responses.json(request, response, refusal.status(), prepare(request, response, refusal));
    }

    private static ObjectNode prepare(
            HttpServletRequest request, HttpServletResponse response, Refusal refusal) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (request.getAttribute(GOOGLE) == null) {
            ArrayNode errors = body.putArray("errors");
            refusal.errors().forEach(errors::add);
        } else {
            body.putObject("error")
                    .put("code", refusal.status())
                    .put("message", String.join("; ", refusal.errors()))
                    .put("status", google(refusal.status()));
        }
        if (refusal.retryAfter() > 0) {
            response.setHeader("Retry-After", Integer.toString(refusal.retryAfter()));
        }
        return body;
    }

    /** From now on what is refused of this request has the shape that Google's clients read. */
    static void shapeAsGoogle(HttpServletRequest request) {
        request.setAttribute(GOOGLE, true);
    }

    private static String google(int status) {
        return switch (status) {
            case 404, 405 -> "NOT_FOUND";
            case 500 -> "INTERNAL";
            case 503 -> "UNAVAILABLE";
            default -> "INVALID_ARGUMENT";
        };
    }

    static void redirect(HttpServletRequest request, HttpServletResponse response, String location)
            throws IOException {
        response.setStatus(307);
        response.setHeader("Location", location);
        response.setHeader("Cache-Control", "no-store");
        if (UnreadBody.is(request)) {
            response.setHeader("Connection", "close");
            Connections.announceLength(request, 0);
            response.flushBuffer();
            UnreadBody.drain(request);
        } else {
            response.setContentLength(0);
        }
    }
}
