package io.sealwright.server.api.vault;

import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.JsonBytes;
import io.sealwright.server.http.Responses;
import io.sealwright.server.http.WebSockets;
import io.sealwright.server.request.Answer;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Feed;
import io.sealwright.server.spi.RawBody;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Response;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the one answer of a request. */
final class VaultReply {
    private static final Logger LOG = LoggerFactory.getLogger(VaultReply.class);

    private final HttpServletRequest http;
    private final HttpServletResponse response;
    private final WebSockets sockets;

    VaultReply(HttpServletRequest http, HttpServletResponse response, WebSockets sockets) {
        this.http = http;
        this.response = response;
        this.sockets = sockets;
    }

    void send(Request request, Answer answer) throws IOException {
        answer.headers().forEach(response::setHeader);
        switch (answer) {
            case Answer.Success success -> {
                if (success.index() > 0) {
                    response.setHeader("X-Vault-Index", Long.toString(success.index()));
                }
                send(request, success.response());
            }
            case Answer.Failed failed -> send(request, failed.failure());
        }
    }

    private void send(Request request, Response content) throws IOException {
        RawBody raw = content.raw();
        Feed feed = content.feed();
        if (feed != null) {
            sockets.open(http, response, feed);
        } else if (raw != null) {
            response.setStatus(content.status());
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("Content-Type", raw.contentType());
            // It may be a page for a browser.
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("X-Frame-Options", "DENY");
            raw.writer().writeTo(response.getOutputStream());
        } else if (content.status() == HttpServletResponse.SC_NO_CONTENT) {
            Responses.empty(http, response, content.status());
        } else {
            try (JsonBytes out = new JsonBytes()) {
                Envelope.write(out, request, content);
                Responses.json(http, response, content.status(), out);
            }
        }
    }

    void send(DirectAnswer answer) throws IOException {
        answer.headers().forEach(response::setHeader);
        if (answer.body() == null) {
            Responses.empty(http, response, answer.status());
        } else {
            Responses.json(http, response, answer.status(), answer.body());
        }
    }

    void send(Failure failure) throws IOException {
        send(null, failure);
    }

    private void send(@Nullable Request request, Failure failure) throws IOException {
        ErrorAnswer error = ErrorAnswer.of(failure);
        if (error.retryAfter() > 0) {
            response.setHeader("Retry-After", Long.toString(error.retryAfter()));
        }
        try (JsonBytes out = new JsonBytes()) {
            if (error.data() != null && request != null && error.errors().isEmpty()) {
                Envelope.write(out, request, Response.of(error.data()));
            } else {
                out.ascii("{\"errors\":");
                out.strings(error.errors());
                if (error.data() != null) {
                    out.ascii(",\"data\":");
                    out.node(error.data());
                }
                out.ascii("}");
            }
            Responses.json(http, response, error.status(), out);
        }
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
            send(new Failure.Internal("internal error"));
        }
    }
}
