package io.sealwright.server.api.gcp;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.http.FormReader;
import io.sealwright.server.http.Passed;
import io.sealwright.server.http.PresentedToken;
import io.sealwright.server.http.StrictJson;
import io.sealwright.server.request.LiveTokens;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Deadline;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the parameters of a call of what clients of GCP send over HTTP. Thread-safe. */
@Component
final class GcpRequests {
    private final StrictJson json;
    private final FormReader forms;
    private final LiveTokens tokens;
    private final Duration timeout;
    private final long tokenlessBody;

    GcpRequests(StrictJson json, FormReader forms, LiveTokens tokens, LimitSettings limits) {
        this.json = json;
        this.forms = forms;
        this.tokens = tokens;
        timeout = limits.requestTimeout();
        tokenlessBody = limits.tokenlessBody().toBytes();
    }

    GcpSender sender(HttpServletRequest http, Passed passed) {
        return new GcpSender(
                PresentedToken.of(http),
                new Remote(http.getRemoteAddr(), http.getRemotePort(), http.isSecure()),
                passed.headers(),
                Deadline.in(timeout));
    }

    /**
     * @throws BadRequest for a query that is not served
     */
    GcpQuery query(HttpServletRequest http) throws BadRequest {
        String query = http.getQueryString();
        return GcpQuery.of(
                query == null || query.isEmpty()
                        ? JsonNodeFactory.instance.objectNode()
                        : forms.read(query.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /**
     * @throws BadRequest for what is not the method's message
     * @throws RequestFailure for a body that is no JSON, or more than somebody unknown may send
     */
    ObjectNode parameters(GcpRoute route, GcpQuery query, byte[] body, GcpSender sender)
            throws BadRequest {
        requireToken(sender, body);
        if (body.length == 0 && query.fields().isEmpty() && route.body().isEmpty()) {
            // Every read of a secret comes this way: no message needs to be made of it.
            return named(JsonNodeFactory.instance.objectNode(), route);
        }
        ObjectNode message = query.fields();
        put(message, route.body(), body.length == 0 ? null : json.read(body));
        try {
            return GcpMessages.parameters(route.method(), named(message, route));
        } catch (InvalidProtocolBufferException e) {
            throw BadRequest.notTheMessage(String.valueOf(e.getMessage()));
        }
    }

    /** Reading JSON costs more than anything else that somebody unknown can ask for. */
    private void requireToken(GcpSender sender, byte[] body) {
        if (body.length > tokenlessBody
                && !tokens.live(sender.token(), sender.remote(), sender.deadline())) {
            throw new RequestFailure(
                    new Failure.TooLarge(
                            "Without a valid token a request body has at most "
                                    + tokenlessBody
                                    + " bytes."));
        }
    }

    private static void put(ObjectNode message, String member, @Nullable ObjectNode body)
            throws BadRequest {
        ObjectNode sent = body == null ? JsonNodeFactory.instance.objectNode() : body;
        if (member.isEmpty()) {
            if (!sent.isEmpty()) {
                throw BadRequest.of("This method takes no request body.");
            }
        } else if (member.equals("*")) {
            if (!message.isEmpty()) {
                throw GcpQuery.unknown(message.propertyNames().iterator().next());
            }
            message.setAll(sent);
        } else if (message.has(member)) {
            throw GcpQuery.unknown(member);
        } else {
            message.set(member, sent);
        }
    }

    /** With the resource of the path, which no other place may name. */
    private static ObjectNode named(ObjectNode message, GcpRoute route) throws BadRequest {
        String member = route.method().member();
        int dot = member.indexOf('.');
        ObjectNode holder = message;
        if (dot > 0) {
            JsonNode inner = message.get(member.substring(0, dot));
            holder =
                    inner instanceof ObjectNode there
                            ? there
                            : message.putObject(member.substring(0, dot));
        }
        holder.put(member.substring(dot + 1), route.resource());
        return message;
    }
}
