package io.sealwright.server.api.aws;

import io.sealwright.policy.Operation;
import io.sealwright.server.aws.StsOperation;
import io.sealwright.server.http.HttpMeters;
import io.sealwright.server.http.Passed;
import io.sealwright.server.request.Pipeline;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.TransactionId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * AWS STS: the operation in a parameter of a form or of a query, the answer in XML. Thread-safe.
 */
@Component
final class StsAnswers {
    private final Pipeline pipeline;
    private final StsRequests requests;
    private final HttpMeters meters;
    private final SecureRandom random;

    StsAnswers(Pipeline pipeline, StsRequests requests, HttpMeters meters, SecureRandom random) {
        this.pipeline = pipeline;
        this.requests = requests;
        this.meters = meters;
        this.random = random;
    }

    void answer(HttpServletRequest http, HttpServletResponse response, Passed passed, byte[] body)
            throws IOException {
        long start = System.nanoTime();
        Operation operation = Operation.READ;
        StsReply reply = reply(http, response, "");
        try {
            ObjectNode parameters = requests.parameters(http, body);
            String name = text(parameters, "Action");
            StsOperation known = StsOperation.find(name);
            StsError refused = refusal(name, known, text(parameters, "Version"));
            if (known == null || refused != null) {
                reply.send(refused == null ? missing() : refused);
            } else {
                reply = reply(http, response, name);
                Request request = requests.read(http, passed, body, known, parameters);
                operation = request.operation();
                reply.send(request, pipeline.handle(request));
            }
        } catch (RequestFailure e) {
            reply.send(e.failure(), "");
        } catch (RuntimeException | StackOverflowError e) {
            reply.bug(e);
        } finally {
            meters.answered(
                    HttpMeters.Api.AWS, operation, response.getStatus(), System.nanoTime() - start);
        }
    }

    private StsReply reply(HttpServletRequest http, HttpServletResponse response, String name) {
        return new StsReply(http, response, name, TransactionId.random(random).toString());
    }

    private static String text(ObjectNode parameters, String name) {
        JsonNode node = parameters.get(name);
        return node != null && node.isString() ? node.stringValue() : "";
    }

    private static @Nullable StsError refusal(
            String name, @Nullable StsOperation known, String version) {
        if (name.isEmpty()) {
            return missing();
        }
        if (StsOperation.notYet(name)) {
            return new StsError(
                    400,
                    "UnsupportedOperationException",
                    name + " is not supported by this server; docs/aws.md lists what is");
        }
        return known != null && version.equals(StsOperation.VERSION)
                ? null
                : new StsError(
                        400,
                        "InvalidAction",
                        "Action and Version name no operation of AWS STS, such as"
                                + " GetCallerIdentity of "
                                + StsOperation.VERSION);
    }

    private static StsError missing() {
        return new StsError(
                400,
                "MissingAction",
                "The request has no Action of AWS STS, and no X-Amz-Target of AWS Secrets Manager");
    }
}
