package io.sealwright.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;

/**
 * What the gate found out about a request that it let through.
 *
 * @param api whose address or host name it came by; empty where those are of several APIs
 * @param path the normalised path: what is authorized and executed
 * @param headers lower-case names; without the token
 */
public record Passed(String api, String path, Map<String, List<String>> headers) {
    private static final String ATTRIBUTE = "io.sealwright.passed";

    void storeIn(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /**
     * @throws IllegalStateException if the request did not come through the gate
     */
    public static Passed of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Passed passed) {
            return passed;
        }
        throw new IllegalStateException("a request that did not come through the gate");
    }
}
