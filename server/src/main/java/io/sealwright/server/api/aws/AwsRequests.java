package io.sealwright.server.api.aws;

import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.http.Passed;
import io.sealwright.server.http.StrictJson;
import io.sealwright.server.request.LiveSignatures;
import io.sealwright.server.sigv4.RequestSignature;
import io.sealwright.server.sigv4.SignatureReader;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.TransactionId;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes a {@link Request} of what clients of AWS send. Thread-safe. */
@Component
final class AwsRequests {
    private final StrictJson json;
    private final InstantSource clock;
    private final SecureRandom random;
    private final LiveSignatures signatures;
    private final SignatureReader reader;
    private final Duration timeout;
    private final long unknownBody;

    AwsRequests(
            StrictJson json,
            InstantSource clock,
            SecureRandom random,
            LiveSignatures signatures,
            LimitSettings limits,
            SignedMessages messages) {
        this.json = json;
        this.clock = clock;
        this.random = random;
        this.signatures = signatures;
        reader = messages.reader(AwsOperation.SERVICE);
        timeout = limits.requestTimeout();
        unknownBody = limits.tokenlessBody().toBytes();
    }

    /**
     * What is wrong with the signature, the pipeline says, and the audit log.
     *
     * @throws RequestFailure for what no pipeline should see
     */
    Request read(HttpServletRequest http, Passed passed, byte[] body, AwsOperation operation) {
        Instant now = clock.instant();
        Deadline deadline = Deadline.in(timeout);
        RequestSignature signature = reader.read(SignedMessages.of(http, passed, body), now);
        Action.Signed action = new Action.Signed(AwsOperation.API, operation.wireName(), signature);
        Remote remote = new Remote(http.getRemoteAddr(), http.getRemotePort(), http.isSecure());
        requireSigner(action, remote, body, now, deadline);
        ObjectNode parameters = parameters(body);
        Leave leave = Leave.of(operation, parameters);
        return Request.of(
                TransactionId.random(random),
                action,
                leave.operation(),
                leave.path(),
                new RequestBody(parameters, body),
                "",
                remote,
                passed.headers(),
                now,
                deadline);
    }

    /** Reading JSON costs more than anything else that somebody unknown can ask for. */
    private void requireSigner(
            Action.Signed action, Remote remote, byte[] body, Instant now, Deadline deadline) {
        if (body.length > unknownBody && !signatures.live(action, remote, now, deadline)) {
            throw new RequestFailure(
                    new Failure.TooLarge(
                            "without a valid signature a request body has at most "
                                    + unknownBody
                                    + " bytes"));
        }
    }

    private ObjectNode parameters(byte[] body) {
        if (body.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return json.read(body);
        } catch (RequestFailure e) {
            throw e.failure() instanceof Failure.InvalidRequest invalid
                    ? AwsErrors.serialization(String.join("; ", invalid.errors()))
                    : e;
        }
    }
}
