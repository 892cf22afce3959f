package io.sealwright.server.api.aws;

import io.sealwright.server.http.JsonBytes;
import io.sealwright.server.http.Responses;
import io.sealwright.server.request.Answer;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Response;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the one answer of a request. */
final class AwsReply {
    private static final Logger LOG = LoggerFactory.getLogger(AwsReply.class);
    private static final String TYPE = "application/x-amz-json-1.1";
    private static final String REQUEST_ID = "x-amzn-RequestId";

    private final HttpServletRequest http;
    private final HttpServletResponse response;
    private final String operation;

    /**
     * @param operation as AWS calls it; empty for none
     */
    AwsReply(HttpServletRequest http, HttpServletResponse response, String operation) {
        this.http = http;
        this.response = response;
        this.operation = operation;
    }

    void send(Request request, Answer answer) throws IOException {
        answer.headers().forEach(response::setHeader);
        response.setHeader(REQUEST_ID, request.id().toString());
        switch (answer) {
            case Answer.Success success -> send(success.response());
            case Answer.Failed failed -> send(failed.failure(), request.credential());
        }
    }

    private void send(Response content) throws IOException {
        ObjectNode data = content.data();
        try (JsonBytes out = new JsonBytes()) {
            if (data == null) {
                out.ascii("{}");
            } else {
                out.node(data);
            }
            Responses.json(http, response, HttpServletResponse.SC_OK, TYPE, out);
        }
    }

    /**
     * @param user the access key; null where it is not known yet
     */
    void send(Failure failure, @Nullable String user) throws IOException {
        send(
                AwsError.of(
                        failure,
                        "secretsmanager:" + operation,
                        user == null || user.isEmpty() ? "anonymous" : user));
    }

    void send(AwsError error) throws IOException {
        try (JsonBytes out = new JsonBytes()) {
            out.ascii("{\"__type\":");
            out.string(error.code());
            out.ascii(",\"Message\":");
            out.string(error.message());
            out.ascii("}");
            Responses.json(http, response, error.status(), TYPE, out);
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
            send(new AwsError(500, "InternalServiceError", "internal error"));
        }
    }
}
