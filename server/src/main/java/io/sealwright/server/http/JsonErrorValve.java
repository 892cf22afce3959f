package io.sealwright.server.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Tomcat itself refuses gets our shape of an error, and says nothing about Tomcat. */
public final class JsonErrorValve extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(JsonErrorValve.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable cause) {
        if (response.getStatus() < 400
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        byte[] body =
                ("{\"errors\":[" + message(response.getStatus()) + "]}\n")
                        .getBytes(StandardCharsets.US_ASCII);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Type", "application/json");
        try {
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("an error that could not be sent: {}", e.toString());
        }
    }

    private static String message(int status) {
        return switch (status) {
            case 400 -> "\"the request is malformed\"";
            case 413 -> "\"the request body is too long\"";
            case 414 -> "\"the request line is too long\"";
            case 431 -> "\"the header fields are too many or too long\"";
            case 500 -> "\"internal error\"";
            case 503 -> "\"this node is stopping\"";
            default -> "";
        };
    }
}
