package io.sealwright.audit;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One device that POSTs batches of lines, JSON objects each ended by a line break; an answer with
 * 2xx means that the receiver has them all. Redirects are not followed.
 *
 * @param uri {@code http} or {@code https}, without user information
 * @param headers sent with each request; their values may be secret and are never shown
 * @param ca PEM file of the authorities to trust instead of Java's; read at each opening; null =
 *     Java's
 * @param batchLines most lines of one request, 1 to 10,000
 * @param batchBytes most bytes of one request, 1 KiB to 16 MiB; a longer line goes alone
 * @param batchWait how long lines are collected before they are sent, at most one second; zero
 *     sends at once what is there
 */
public record AuditHttpSettings(
        String name,
        URI uri,
        Map<String, List<String>> headers,
        @Nullable Path ca,
        NetworkTimeouts timeouts,
        int batchLines,
        int batchBytes,
        Duration batchWait)
        implements AuditDeviceSettings {

    public static final int DEFAULT_BATCH_LINES = 500;
    public static final int DEFAULT_BATCH_BYTES = 1 << 20;

    private static final int MAX_HEADERS = 32;

    public AuditHttpSettings {
        headers = Map.copyOf(headers);
        checkUri(uri);
        checkHeaders(headers);
        range("the batch's lines", batchLines, 1, 10_000);
        range("the batch's bytes", batchBytes, 1 << 10, 16 << 20);
        if (batchWait.isNegative() || batchWait.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException("the batch's wait must be at most 1s");
        }
    }

    private static void checkUri(URI uri) {
        boolean http =
                "http".equalsIgnoreCase(uri.getScheme())
                        || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "uri must be an http:// or https:// URL without user information");
        }
    }

    /** As the HTTP client does, but without repeating a value. */
    private static void checkHeaders(Map<String, List<String>> headers) {
        if (headers.size() > MAX_HEADERS) {
            throw new IllegalArgumentException("at most " + MAX_HEADERS + " headers can be sent");
        }
        HttpRequest.Builder probe = HttpRequest.newBuilder();
        headers.forEach((header, values) -> {
            for (String value : values) {
                try {
                    probe.header(header, value);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "a header is not allowed: its name is reserved or invalid, or its value holds"
                                    + " control characters");
                }
            }
        });
    }

    private static void range(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be between " + least + " and " + most);
        }
    }

    @Override
    public boolean counts() {
        return true;
    }

    @Override
    public String toString() {
        return "AuditHttpSettings[" + name + ", " + uri.getHost() + "]";
    }
}
