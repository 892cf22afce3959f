package io.sealwright.server.rotation;

import io.sealwright.rotation.Leading;
import io.sealwright.rotation.RotationStep;
import io.sealwright.server.outbound.BodySignature;
import io.sealwright.server.outbound.ClientIdentity;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundAnswer;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundRequest;
import io.sealwright.server.outbound.OutboundUrl;
import io.sealwright.server.outbound.Trust;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Sends each step to a server of the operator's, in the form that a rotation function of AWS gets,
 * signed with a key that both know, within the time that its definition says. A status of 2xx is
 * success. Thread-safe.
 */
@Component
final class WebhookRotator implements Rotator {
    private static final int MAX_ANSWER = 64 << 10;

    private final Outbound outbound;
    private final InstantSource clock;

    WebhookRotator(Outbound outbound, InstantSource clock) {
        this.outbound = outbound;
        this.clock = clock;
    }

    @Override
    public StepResult run(RotatorDefinition definition, StepRequest request, Leading leading)
            throws InterruptedException {
        WebhookSpec webhook = required(definition);
        return send(
                definition,
                StepJson.likeAws(request, webhook.values()),
                answer ->
                        request.step() == RotationStep.CREATE
                                ? new StepResult.Done(StepJson.changes(answer.body()))
                                : StepResult.Done.withoutChanges());
    }

    private static WebhookSpec required(RotatorDefinition definition) {
        WebhookSpec webhook = definition.webhook();
        if (webhook == null) {
            throw new RotationException("the rotator has no url");
        }
        return webhook;
    }

    /**
     * Sends one request, signed.
     *
     * @param body is wiped
     * @param successful what an answer of a status of 2xx means
     */
    StepResult send(
            RotatorDefinition definition,
            byte[] body,
            Function<OutboundAnswer, StepResult> successful)
            throws InterruptedException {
        WebhookSpec webhook = required(definition);
        try {
            OutboundAnswer answer =
                    outbound.sendPatiently(
                            trust(webhook),
                            message(webhook, body),
                            Duration.ofSeconds(definition.timeoutSeconds()));
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            if (!answer.successful()) {
                return new StepResult.Failed("it answered status " + answer.status());
            }
            return successful.apply(answer);
        } catch (OutboundException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return e.isBusy() || e.reason().equals(Outbound.NO_CONNECTION)
                    ? new StepResult.Refused(e.reason())
                    : new StepResult.Failed(e.reason());
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    static Trust trust(WebhookSpec webhook) {
        return new Trust(
                webhook.authorities(),
                List.of(),
                new ClientIdentity(webhook.certificate(), webhook.privateKey()));
    }

    private OutboundRequest message(WebhookSpec webhook, byte[] body) {
        URI uri = OutboundUrl.parse(webhook.url());
        Map<String, String> headers =
                new HashMap<>(BodySignature.headers(webhook.key(), clock.instant(), body));
        headers.put("Content-Type", "application/json");
        return new OutboundRequest("POST", uri, headers, body, MAX_ANSWER);
    }
}
