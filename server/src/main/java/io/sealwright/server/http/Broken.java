package io.sealwright.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a request gets whose handling threw what nothing foresees. */
final class Broken {
    private static final Logger LOG = LoggerFactory.getLogger(Broken.class);

    private Broken() {}

    /**
     * Without this an asynchronous request would be answered with an empty 200. Only type and place
     * are logged.
     */
    static void answer(HttpServletRequest request, HttpServletResponse response, Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        LOG.error(
                "a request failed: {} at {}",
                cause.getClass().getName(),
                trace.length == 0 ? "?" : trace[0]);
        if (response.isCommitted()) {
            return;
        }
        try {
            response.reset();
            Refusals.write(request, response, new Refusal(500, "internal error"));
        } catch (IOException e) {
            LOG.debug("an answer that could not be sent: {}", e.toString());
        }
    }
}
