package io.sealwright.server.api.gcp.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.sealwright.server.api.gcp.GcpMessages;
import io.sealwright.server.api.gcp.GcpReply;
import io.sealwright.server.api.gcp.GcpSender;
import io.sealwright.server.api.gcp.GcpService;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.gcp.GcpLeave;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.http.HttpMeters;
import io.sealwright.server.request.LiveTokens;
import io.sealwright.server.spi.RequestFailure;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is done about a call whose message is there. Thread-safe. */
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    private static final int OK = 200;
    private static final int BROKEN = 500;

    private final GcpService service;
    private final LiveTokens tokens;
    private final HttpMeters meters;
    private final long tokenlessMessage;

    Calls(GcpService service, LiveTokens tokens, HttpMeters meters, LimitSettings limits) {
        this.service = service;
        this.tokens = tokens;
        this.meters = meters;
        tokenlessMessage = limits.tokenlessBody().toBytes();
    }

    /** What a call is answered. */
    sealed interface Result {
        record Done(Message message, Map<String, String> headers) implements Result {}

        record Failed(Outcome outcome) implements Result {}
    }

    Result result(GcpMethod method, Message message, GcpSender sender) {
        long start = System.nanoTime();
        int status = BROKEN;
        try {
            if (message.getSerializedSize() > tokenlessMessage
                    && !tokens.live(sender.token(), sender.remote(), sender.deadline())) {
                status = 413;
                return failed(
                        Status.Code.RESOURCE_EXHAUSTED,
                        "Without a valid token a message has at most "
                                + tokenlessMessage
                                + " bytes.");
            }
            GcpReply reply = service.call(method, GcpMessages.json(message), sender);
            status =
                    switch (reply) {
                        case GcpReply.Done _ -> OK;
                        case GcpReply.Failed failed -> failed.error().status().http();
                    };
            return result(method, reply);
        } catch (RequestFailure e) {
            status = 503;
            return failed(Status.Code.UNAVAILABLE, "this node is sealed, or has no majority");
        } catch (InvalidProtocolBufferException e) {
            status = 400;
            return failed(
                    Status.Code.INVALID_ARGUMENT, "A value is not in the form that its field has.");
        } catch (RuntimeException | StackOverflowError e) {
            return bug(e);
        } finally {
            meters.answered(
                    HttpMeters.Api.GCP,
                    GcpLeave.of(method, "").operation(),
                    status,
                    System.nanoTime() - start);
        }
    }

    private static Result result(GcpMethod method, GcpReply reply) {
        return switch (reply) {
            case GcpReply.Done done ->
                    new Result.Done(answer(method, done.message()), done.headers());
            case GcpReply.Failed failed ->
                    new Result.Failed(Outcome.of(failed.error(), failed.headers()));
        };
    }

    private static Message answer(GcpMethod method, ObjectNode json) {
        try {
            return GcpMessages.merged(GcpMessages.response(method), json);
        } catch (InvalidProtocolBufferException e) {
            // Without its message, which quotes the answer.
            throw new IllegalStateException("an answer that is none of its method");
        }
    }

    private static Result failed(Status.Code code, String message) {
        return new Result.Failed(Outcome.of(code, message));
    }

    /**
     * Only the type and the place are logged: a message of an unexpected exception may quote data.
     */
    private static Result bug(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        LOG.error(
                "a call failed: {} at {}",
                cause.getClass().getName(),
                trace.length == 0 ? "?" : trace[0]);
        LOG.debug("a call failed", cause);
        return failed(Status.Code.INTERNAL, "internal error");
    }
}
