package io.sealwright.server.api.vault;

import io.sealwright.policy.Operation;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.http.FormReader;
import io.sealwright.server.http.Passed;
import io.sealwright.server.http.PresentedToken;
import io.sealwright.server.http.StrictJson;
import io.sealwright.server.request.LiveTokens;
import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.TransactionId;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes a {@link Request} of what Vault's clients send. Thread-safe. */
@Component
final class VaultRequests {
    private static final byte[] NO_BODY = new byte[0];
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final StrictJson json;
    private final FormReader forms;
    private final InstantSource clock;
    private final SecureRandom random;
    private final LiveTokens tokens;
    private final Duration timeout;
    private final long tokenlessBody;

    VaultRequests(
            StrictJson json,
            FormReader forms,
            InstantSource clock,
            SecureRandom random,
            LiveTokens tokens,
            LimitSettings limits) {
        this.json = json;
        this.forms = forms;
        this.clock = clock;
        this.random = random;
        this.tokens = tokens;
        timeout = limits.requestTimeout();
        tokenlessBody = limits.tokenlessBody().toBytes();
    }

    /**
     * @throws RequestFailure for what no pipeline should see
     */
    Request read(HttpServletRequest http, Passed passed, byte[] body) {
        ObjectNode query = query(http);
        Operation operation = operation(http, query);
        Deadline deadline = Deadline.in(timeout);
        requireToken(http, body, deadline);
        return new Request(
                TransactionId.random(random),
                operation,
                namespace(http),
                passed.path(),
                takesBody(operation)
                        ? body(http, operation, body)
                        : new RequestBody(query, NO_BODY),
                PresentedToken.of(http),
                wrapTtl(http),
                remote(http),
                passed.headers(),
                clock.instant(),
                deadline);
    }

    /** Reading JSON costs more than anything else that somebody unknown can ask for. */
    private void requireToken(HttpServletRequest http, byte[] body, Deadline deadline) {
        if (body.length > tokenlessBody
                && !tokens.live(PresentedToken.of(http), remote(http), deadline)) {
            throw new RequestFailure(
                    new Failure.TooLarge(
                            "without a valid token a request body has at most "
                                    + tokenlessBody
                                    + " bytes"));
        }
    }

    /** The certificates are those of the connection itself: no header can bring any. */
    private static Remote remote(HttpServletRequest http) {
        boolean tls = http.isSecure();
        return new Remote(
                http.getRemoteAddr(),
                http.getRemotePort(),
                tls,
                tls && http.getAttribute(CERTIFICATES) instanceof X509Certificate[] shown
                        ? List.of(shown)
                        : List.of());
    }

    private static boolean takesBody(Operation operation) {
        return operation == Operation.UPDATE || operation == Operation.PATCH;
    }

    private ObjectNode query(HttpServletRequest http) {
        String query = http.getQueryString();
        return query == null || query.isEmpty()
                ? JsonNodeFactory.instance.objectNode()
                : forms.read(query.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Also takes out of the query what decided the operation. */
    private static Operation operation(HttpServletRequest http, ObjectNode query) {
        return switch (http.getMethod()) {
            case "GET" -> reading(query);
            case "HEAD" -> Operation.READ;
            case "POST", "PUT" -> Operation.UPDATE;
            case "PATCH" -> Operation.PATCH;
            case "DELETE" -> Operation.DELETE;
            case "LIST" -> Operation.LIST;
            case "SCAN" -> Operation.SCAN;
            default -> throw new RequestFailure(new Failure.UnsupportedOperation());
        };
    }

    private static Operation reading(ObjectNode query) {
        if (flag(query, "list")) {
            return Operation.LIST;
        }
        if (flag(query, "scan")) {
            return Operation.SCAN;
        }
        return flag(query, "help") ? Operation.HELP : Operation.READ;
    }

    private static boolean flag(ObjectNode query, String name) {
        JsonNode value = query.get(name);
        if (value == null) {
            return false;
        }
        boolean set =
                switch (value.isString() ? value.stringValue() : "?") {
                    case "1", "t", "T", "true", "TRUE", "True" -> true;
                    case "0", "f", "F", "false", "FALSE", "False", "" -> false;
                    default ->
                            throw RequestFailure.invalid(
                                    "the query parameter " + name + " is not a boolean");
                };
        query.remove(name);
        return set;
    }

    private static String namespace(HttpServletRequest http) {
        String sent = http.getHeader("X-Vault-Namespace");
        if (sent == null) {
            return "";
        }
        int from = 0;
        int to = sent.length();
        while (from < to && sent.charAt(from) == '/') {
            from++;
        }
        while (to > from && sent.charAt(to - 1) == '/') {
            to--;
        }
        return sent.substring(from, to);
    }

    private static Duration wrapTtl(HttpServletRequest http) {
        String sent = http.getHeader("X-Vault-Wrap-TTL");
        if (sent == null || sent.isEmpty()) {
            return Duration.ZERO;
        }
        try {
            return Durations.parse(sent);
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(
                    "error parsing X-Vault-Wrap-TTL header: not a duration such as 60 or 5m");
        }
    }

    private RequestBody body(HttpServletRequest http, Operation operation, byte[] body) {
        String type = mediaType(http.getContentType());
        if (operation == Operation.PATCH && !type.equals(MERGE_PATCH)) {
            throw new RequestFailure(
                    new Failure.UnsupportedMediaType(
                            "PATCH requires Content-Type of " + MERGE_PATCH));
        }
        if (blank(body)) {
            return new RequestBody(JsonNodeFactory.instance.objectNode(), NO_BODY);
        }
        if (type.equals(FORM) && !looksLikeJson(body)) {
            return new RequestBody(forms.read(body), NO_BODY);
        }
        return new RequestBody(json.read(body), body);
    }

    private static String mediaType(@Nullable String sent) {
        if (sent == null) {
            return "";
        }
        int end = sent.indexOf(';');
        return (end < 0 ? sent : sent.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }

    private static boolean blank(byte[] body) {
        return firstVisible(body) < 0;
    }

    /** curl calls JSON a form unless it is told otherwise. */
    private static boolean looksLikeJson(byte[] body) {
        int first = firstVisible(body);
        return first == '{' || first == '[';
    }

    private static int firstVisible(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b & 0xff;
            }
        }
        return -1;
    }
}
