package io.sealwright.server.api.aws;

import io.sealwright.server.http.JsonBytes;
import io.sealwright.server.http.Responses;
import io.sealwright.server.request.Answer;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RawJson;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Response;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;

/** Writes the one answer of a request, in the XML of the query protocol. */
final class StsReply {
    private static final Logger LOG = LoggerFactory.getLogger(StsReply.class);
    private static final String TYPE = "text/xml";
    private static final String REQUEST_ID = "x-amzn-RequestId";
    private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

    private final HttpServletRequest http;
    private final HttpServletResponse response;
    private final String operation;
    private final String requestId;

    /**
     * @param operation as AWS calls it; empty for none
     * @param requestId of the answer where there is no request of ours
     */
    StsReply(
            HttpServletRequest http,
            HttpServletResponse response,
            String operation,
            String requestId) {
        this.http = http;
        this.response = response;
        this.operation = operation;
        this.requestId = requestId;
    }

    void send(Request request, Answer answer) throws IOException {
        answer.headers().forEach(response::setHeader);
        StsReply reply = new StsReply(http, response, operation, request.id().toString());
        switch (answer) {
            case Answer.Success success -> reply.send(success.response());
            case Answer.Failed failed -> reply.send(failed.failure(), request.credential());
        }
    }

    private void send(Response content) throws IOException {
        try (JsonBytes out = new JsonBytes()) {
            out.ascii("<" + operation + "Response xmlns=\"" + NAMESPACE + "\">\n");
            ObjectNode data = content.data();
            if (data != null) {
                out.ascii("  ");
                element(out, operation + "Result", data);
                out.ascii("\n");
            }
            out.ascii("  <ResponseMetadata><RequestId>");
            text(out, requestId);
            out.ascii("</RequestId></ResponseMetadata>\n</" + operation + "Response>\n");
            write(HttpServletResponse.SC_OK, out);
        }
    }

    /** Names of members are ours, and need no escapes. */
    private static void element(JsonBytes out, String name, JsonNode node) {
        out.ascii("<" + name + ">");
        switch (node) {
            case ObjectNode object -> {
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    element(out, member.getKey(), member.getValue());
                }
            }
            case POJONode pojo when pojo.getPojo() instanceof RawJson quoted ->
                    raw(out, quoted.utf8());
            case JsonNode other -> text(out, other.asString());
        }
        out.ascii("</" + name + ">");
    }

    /** A secret in quotes, of letters and digits alone. */
    private static void raw(JsonBytes out, byte[] quoted) {
        byte[] secret = Arrays.copyOfRange(quoted, 1, quoted.length - 1);
        out.raw(secret);
        Arrays.fill(secret, (byte) 0);
    }

    private static void text(JsonBytes out, String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(point -> escape(escaped, point));
        out.raw(escaped.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What XML 1.0 cannot hold becomes the character for that. */
    private static void escape(StringBuilder escaped, int point) {
        switch (point) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '\r' -> escaped.append("&#xD;");
            default -> {
                boolean held =
                        point == '\n'
                                || point == '\t'
                                || point >= ' ' && point < 0xd800
                                || point > 0xdfff && point < 0xfffe
                                || point > 0xffff;
                escaped.appendCodePoint(held ? point : 0xfffd);
            }
        }
    }

    /**
     * @param user the access key; empty where there is none
     */
    void send(Failure failure, String user) throws IOException {
        send(StsError.of(failure, "sts:" + operation, user.isEmpty() ? "anonymous" : user));
    }

    void send(StsError error) throws IOException {
        try (JsonBytes out = new JsonBytes()) {
            out.ascii("<ErrorResponse xmlns=\"" + NAMESPACE + "\">\n  <Error>\n    <Type>");
            out.ascii(error.status() < 500 ? "Sender" : "Receiver");
            out.ascii("</Type>\n    <Code>");
            text(out, error.code());
            out.ascii("</Code>\n    <Message>");
            text(out, error.message());
            out.ascii("</Message>\n  </Error>\n  <RequestId>");
            text(out, requestId);
            out.ascii("</RequestId>\n</ErrorResponse>\n");
            write(error.status(), out);
        }
    }

    private void write(int status, JsonBytes out) throws IOException {
        response.setHeader(REQUEST_ID, requestId);
        Responses.json(http, response, status, TYPE, out);
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
            send(new StsError(500, "InternalFailure", "internal error"));
        }
    }
}
