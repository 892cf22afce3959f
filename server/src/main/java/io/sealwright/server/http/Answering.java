package io.sealwright.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers a request whose body is there, on one thread. */
@FunctionalInterface
public interface Answering {
    /**
     * @param body as received, empty for none; wiped when this returns
     */
    void answer(HttpServletRequest request, HttpServletResponse response, byte[] body)
            throws IOException;
}
