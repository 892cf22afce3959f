package io.sealwright.server.http;

import java.util.List;

/**
 * Why a request goes no further than the HTTP side. The messages are for the caller and repeat
 * nothing of the request.
 *
 * @param retryAfter seconds for {@code Retry-After}; 0 = none
 */
public record Refusal(int status, List<String> errors, int retryAfter) {
    public static final Refusal NO_SUCH_PATH = new Refusal(404, List.of(), 0);
    public static final Refusal NO_SUCH_METHOD = new Refusal(405, List.of(), 0);

    public Refusal {
        errors = List.copyOf(errors);
    }

    public Refusal(int status, String message) {
        this(status, List.of(message), 0);
    }

    public static Refusal invalid(String message) {
        return new Refusal(400, message);
    }

    public static Refusal busy(String message) {
        return new Refusal(503, List.of(message), 1);
    }
}
