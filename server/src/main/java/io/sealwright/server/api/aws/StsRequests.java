package io.sealwright.server.api.aws;

import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.aws.StsErrors;
import io.sealwright.server.aws.StsOperation;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.http.FormReader;
import io.sealwright.server.http.Passed;
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
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes a {@link Request} of what clients of AWS STS send. Thread-safe. */
@Component
final class StsRequests {
    /** A query signs itself with parameters that are none of an operation. */
    private static final String OF_SIGNATURE = "X-Amz-";

    private final FormReader forms;
    private final InstantSource clock;
    private final SecureRandom random;
    private final SignatureReader reader;
    private final Duration timeout;

    StsRequests(
            FormReader forms,
            InstantSource clock,
            SecureRandom random,
            LimitSettings limits,
            SignedMessages messages) {
        this.forms = forms;
        this.clock = clock;
        this.random = random;
        reader = messages.reader(StsOperation.SERVICE);
        timeout = limits.requestTimeout();
    }

    /**
     * The parameters of a form, or of a query where there is none, with {@code Action} and {@code
     * Version}.
     *
     * @throws RequestFailure if they cannot be read
     */
    ObjectNode parameters(HttpServletRequest http, byte[] body) {
        String query = http.getQueryString();
        byte[] text =
                http.getMethod().equals("POST") || query == null
                        ? body
                        : query.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return forms.read(text);
        } catch (RequestFailure e) {
            throw e.failure() instanceof Failure.InvalidRequest invalid
                    ? StsErrors.validation(String.join("; ", invalid.errors()))
                    : e;
        }
    }

    /**
     * What is wrong with the signature, the pipeline says, and the audit log.
     *
     * @param parameters all that were sent
     * @throws RequestFailure for what no pipeline should see
     */
    Request read(
            HttpServletRequest http,
            Passed passed,
            byte[] body,
            StsOperation operation,
            ObjectNode parameters) {
        Instant now = clock.instant();
        ObjectNode own = own(operation, parameters);
        Leave leave = operation.leave(own);
        return Request.of(
                TransactionId.random(random),
                action(http, passed, body, operation, now),
                leave.operation(),
                leave.path(),
                new RequestBody(own, new byte[0]),
                "",
                new Remote(http.getRemoteAddr(), http.getRemotePort(), http.isSecure()),
                passed.headers(),
                now,
                Deadline.in(timeout));
    }

    private Action action(
            HttpServletRequest http,
            Passed passed,
            byte[] body,
            StsOperation operation,
            Instant now) {
        return operation.unsigned()
                ? new Action.Unsigned(AwsOperation.API, operation.wireName())
                : new Action.Signed(
                        AwsOperation.API,
                        operation.wireName(),
                        reader.read(SignedMessages.of(http, passed, body), now));
    }

    /** Without those of every request; each once, and none that the operation does not have. */
    private static ObjectNode own(StsOperation operation, ObjectNode parameters) {
        ObjectNode own = parameters.deepCopy();
        own.remove("Action");
        own.remove("Version");
        own.propertyNames().stream()
                .filter(name -> name.startsWith(OF_SIGNATURE))
                .toList()
                .forEach(own::remove);
        for (String name : own.propertyNames()) {
            String refusal = operation.refusal(name);
            if (refusal != null) {
                throw StsErrors.validation(refusal);
            }
            JsonNode value = own.get(name);
            if (value == null || !value.isString()) {
                throw StsErrors.validation(name + " is there twice");
            }
        }
        return own;
    }
}
