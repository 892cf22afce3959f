package io.sealwright.server.api.gcp;

import io.sealwright.server.gcp.GcpStatus;
import io.sealwright.server.http.JsonBytes;
import io.sealwright.server.http.Responses;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the one answer of a request. */
final class GcpHttpReply {
    private static final Logger LOG = LoggerFactory.getLogger(GcpHttpReply.class);
    private static final String TYPE = "application/json; charset=UTF-8";
    private static final String STATE = "state";

    private final HttpServletRequest http;
    private final HttpServletResponse response;

    GcpHttpReply(HttpServletRequest http, HttpServletResponse response) {
        this.http = http;
        this.response = response;
    }

    /**
     * @param numbers whether enums are wanted as numbers
     */
    void send(GcpReply reply, boolean numbers) throws IOException {
        reply.headers().forEach(response::setHeader);
        switch (reply) {
            case GcpReply.Done done -> {
                if (numbers) {
                    numbered(done.message());
                }
                send(HttpServletResponse.SC_OK, done.message());
            }
            case GcpReply.Failed failed -> send(failed.error());
        }
    }

    /** The one enum that answers have is the state of a version. */
    private static void numbered(ObjectNode message) {
        JsonNode state = message.get(STATE);
        if (state != null && state.isString()) {
            message.put(STATE, number(state.stringValue()));
        }
        JsonNode versions = message.get("versions");
        if (versions != null && versions.isArray()) {
            versions.forEach(version -> numbered((ObjectNode) version));
        }
    }

    private static int number(String state) {
        return com.google.cloud.secretmanager.v1.SecretVersion.State.valueOf(state).getNumber();
    }

    private void send(int status, ObjectNode body) throws IOException {
        try (JsonBytes out = new JsonBytes()) {
            out.node(body);
            Responses.json(http, response, status, TYPE, out);
        }
    }

    void send(GcpError error) throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode shown =
                body.putObject("error")
                        .put("code", error.status().http())
                        .put("message", error.message())
                        .put("status", error.status().name());
        if (error.details() != null) {
            shown.set("details", error.details());
        }
        if (error.status() == GcpStatus.UNAUTHENTICATED) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        send(error.status().http(), body);
    }

    /**
     * Only the type and the place are logged: a message of an unexpected exception may quote data.
     */
    void bug(Throwable cause) throws IOException {
        StackTraceElement[] trace = cause.getStackTrace();
        LOG.error(
                "a request failed: {} at {}",
                cause.getClass().getName(),
                trace.length == 0 ? "?" : trace[0]);
        LOG.debug("a request failed", cause);
        if (!response.isCommitted()) {
            response.resetBuffer();
            send(new GcpError(GcpStatus.INTERNAL, "internal error"));
        }
    }
}
