package io.sealwright.server.api.gcp;

import io.sealwright.policy.Operation;
import io.sealwright.server.gcp.GcpLeave;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.gcp.GcpStatus;
import io.sealwright.server.request.Answer;
import io.sealwright.server.request.Pipeline;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.TransactionId;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * GCP Secret Manager, whatever wire its calls come by: each becomes one request of the pipeline.
 * Thread-safe.
 */
@Component
public final class GcpService {
    private static final byte[] NO_TEXT = {};

    private final Pipeline pipeline;
    private final InstantSource clock;
    private final SecureRandom random;

    GcpService(Pipeline pipeline, InstantSource clock, SecureRandom random) {
        this.pipeline = pipeline;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Does it, and waits for that.
     *
     * @param parameters the method's request message as JSON: names in lowerCamelCase, 64-bit
     *     numbers and bytes as strings, field masks as one string, no member of a default value
     *     that was not sent
     */
    public GcpReply call(GcpMethod method, ObjectNode parameters, GcpSender sender) {
        String resource = text(parameters, method.member());
        GcpName name = GcpName.parse(resource, method.kind());
        if (name == null) {
            return failed(
                    new GcpError(
                            GcpStatus.INVALID_ARGUMENT,
                            "The name in the field '"
                                    + method.member()
                                    + "' is not of the form "
                                    + method.kind().form()
                                    + "."));
        }
        Request request;
        try {
            request = request(method, name, parameters, sender);
        } catch (RequestFailure e) {
            return failed(GcpError.of(e.failure(), method, resource));
        }
        return switch (pipeline.handle(request)) {
            case Answer.Success done -> new GcpReply.Done(message(done), done.headers());
            case Answer.Failed failed ->
                    new GcpReply.Failed(
                            GcpError.of(failed.failure(), method, resource), failed.headers());
        };
    }

    private static GcpReply failed(GcpError error) {
        return new GcpReply.Failed(error, Map.of());
    }

    private Request request(
            GcpMethod method, GcpName name, ObjectNode parameters, GcpSender sender) {
        GcpLeave leave = GcpLeave.of(method, secret(method, name, parameters));
        return Request.of(
                TransactionId.random(random),
                new Action.InProject(GcpMethod.API, method.wireName(), name.project()),
                leave.operation(),
                leave.path(),
                new RequestBody(parameters, NO_TEXT),
                sender.token(),
                sender.remote(),
                sender.headers(),
                clock.instant(),
                sender.deadline());
    }

    /** An id that is none leads to a path that names no secret. */
    private static String secret(GcpMethod method, GcpName name, ObjectNode parameters) {
        if (method != GcpMethod.CREATE_SECRET) {
            return name.secret();
        }
        String id = text(parameters, "secretId");
        return GcpName.isSecretId(id) ? id : "";
    }

    private static ObjectNode message(Answer.Success done) {
        ObjectNode data = done.response().data();
        return data == null ? JsonNodeFactory.instance.objectNode() : data;
    }

    /** Of a member, or of one in another; empty if it is no text. */
    private static String text(ObjectNode parameters, String member) {
        int dot = member.indexOf('.');
        JsonNode node =
                dot < 0
                        ? parameters.get(member)
                        : inner(
                                parameters.get(member.substring(0, dot)),
                                member.substring(dot + 1));
        return node != null && node.isString() ? node.stringValue() : "";
    }

    private static @Nullable JsonNode inner(@Nullable JsonNode outer, String member) {
        return outer == null ? null : outer.get(member);
    }

    /** Of requests like this one, for the meters. */
    static Operation operation(GcpMethod method) {
        return GcpLeave.of(method, "").operation();
    }
}
