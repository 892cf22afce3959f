package io.sealwright.server.api.gcp;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.FormReader;
import io.sealwright.server.http.Responses;
import io.sealwright.server.request.Answer;
import io.sealwright.server.request.Pipeline;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.TransactionId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /token}: OAuth's exchange of what a service account signed for an access token (RFC
 * 7523), which is a login like any other. Thread-safe.
 */
@Component
final class TokenExchange {
    private static final String PATH = "token";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String FIRST_MOUNT = "auth/gcp";

    /** Of auth methods of this kind alone: no path leads to a login of another. */
    private static final String EXCHANGE = "/token";

    private static final String INVALID_REQUEST = "invalid_request";
    private static final int BAD_REQUEST = 400;

    private final Pipeline pipeline;
    private final FormReader forms;
    private final InstantSource clock;
    private final SecureRandom random;

    TokenExchange(Pipeline pipeline, FormReader forms, InstantSource clock, SecureRandom random) {
        this.pipeline = pipeline;
        this.forms = forms;
        this.clock = clock;
        this.random = random;
    }

    /** An error as OAuth has it (RFC 6749, 5.2). */
    private record Refused(int status, String error, String description) {}

    /**
     * Whether it is for such an exchange.
     *
     * @param path as normalised, without a slash in front
     */
    static boolean is(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    void answer(
            HttpServletRequest http,
            HttpServletResponse response,
            String path,
            byte[] body,
            GcpSender sender)
            throws IOException {
        if (!http.getMethod().equals("POST")) {
            refuse(http, response, new Refused(405, INVALID_REQUEST, "only POST is served here"));
            return;
        }
        try {
            Request request = request(path, forms.read(body), sender);
            Answer answer = pipeline.handle(request);
            answer.headers().forEach(response::setHeader);
            switch (answer) {
                case Answer.Success done -> send(http, response, done.response().auth());
                case Answer.Failed failed -> refuse(http, response, refused(failed.failure()));
            }
        } catch (RequestFailure e) {
            refuse(http, response, refused(e.failure()));
        }
    }

    private Request request(String path, ObjectNode form, GcpSender sender) {
        String grant = text(form.get("grant_type"));
        if (!grant.equals(GRANT)) {
            throw new RequestFailure(
                    new Failure.Named("unsupported_grant_type", "grant_type is not " + GRANT));
        }
        ObjectNode login = JsonNodeFactory.instance.objectNode();
        login.put("assertion", text(form.get("assertion")));
        return new Request(
                TransactionId.random(random),
                Operation.UPDATE,
                "",
                mount(path) + EXCHANGE,
                new RequestBody(login, new byte[0]),
                "",
                Duration.ZERO,
                sender.remote(),
                sender.headers(),
                clock.instant(),
                sender.deadline());
    }

    private static String text(@Nullable JsonNode node) {
        return node != null && node.isString() ? node.stringValue() : "";
    }

    /** Behind the path itself, with its namespace before it; the first one if none is named. */
    private static String mount(String path) {
        return path.equals(PATH) ? FIRST_MOUNT : path.substring(PATH.length() + 1);
    }

    private static void send(
            HttpServletRequest http, HttpServletResponse response, @Nullable AuthGrant grant)
            throws IOException {
        if (grant == null) {
            refuse(
                    http,
                    response,
                    new Refused(
                            BAD_REQUEST,
                            "invalid_grant",
                            "logins there need a second factor, which this exchange cannot bring"));
            return;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("access_token", grant.clientToken());
        body.put("expires_in", grant.leaseDuration());
        body.put("token_type", "Bearer");
        Responses.json(http, response, HttpServletResponse.SC_OK, body);
    }

    private static void refuse(
            HttpServletRequest http, HttpServletResponse response, Refused refused)
            throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("error", refused.error());
        body.put("error_description", refused.description());
        Responses.json(http, response, refused.status(), body);
    }

    private static Refused refused(Failure failure) {
        return switch (failure) {
            case Failure.Named named -> new Refused(BAD_REQUEST, named.code(), named.message());
            case Failure.InvalidRequest invalid ->
                    new Refused(BAD_REQUEST, "invalid_grant", String.join("; ", invalid.errors()));
            case Failure.PermissionDenied _ -> notLedTo();
            case Failure.NotFound _ -> notLedTo();
            case Failure.Gone _ -> notLedTo();
            case Failure.UnsupportedOperation _ -> notLedTo();
            case Failure.UnsupportedMediaType type ->
                    new Refused(BAD_REQUEST, INVALID_REQUEST, type.message());
            case Failure.TooLarge large -> new Refused(413, INVALID_REQUEST, large.message());
            case Failure.RateLimited limited ->
                    new Refused(429, "temporarily_unavailable", limited.message());
            case Failure.Sealed _ -> unavailable("this node is sealed");
            case Failure.NotInitialised _ -> unavailable("this node is not initialised");
            case Failure.Unavailable unavailable -> unavailable(unavailable.message());
            case Failure.OutcomeUnknown unknown -> unavailable(unknown.message());
            case Failure.Internal internal -> new Refused(500, "server_error", internal.message());
        };
    }

    private static Refused notLedTo() {
        return new Refused(
                BAD_REQUEST,
                "invalid_grant",
                "no auth method gcp of this path lets this account in from this address");
    }

    private static Refused unavailable(String message) {
        return new Refused(503, "temporarily_unavailable", message);
    }
}
