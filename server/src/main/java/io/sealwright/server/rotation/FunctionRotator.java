package io.sealwright.server.rotation;

import io.sealwright.rotation.Leading;
import io.sealwright.server.outbound.OutboundAnswer;
import java.util.Arrays;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends each step to a rotation function of AWS's kind behind some HTTP runner. What runs a
 * function may answer 200 for one that failed: then the answer has an {@code errorMessage} or an
 * {@code errorType}. Thread-safe.
 */
@Component
final class FunctionRotator implements Rotator {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final WebhookRotator webhooks;

    FunctionRotator(WebhookRotator webhooks) {
        this.webhooks = webhooks;
    }

    @Override
    public StepResult run(RotatorDefinition definition, StepRequest request, Leading leading)
            throws InterruptedException {
        return switch (request.step()) {
            case CREATE, SET, TEST, FINISH ->
                    webhooks.send(
                            definition, StepJson.ofFunction(request), FunctionRotator::result);
            // Of another kind of rotator that this one has taken the place of.
            case UNDO, VERIFY -> new StepResult.Refused("a rotation function undoes nothing");
        };
    }

    private static StepResult result(OutboundAnswer answer) {
        try {
            JsonNode told = answer.body().length == 0 ? null : MAPPER.readTree(answer.body());
            if (told != null && (told.has("errorMessage") || told.has("errorType"))) {
                return new StepResult.Failed("the function answered with an error");
            }
        } catch (JacksonException e) {
            // Whatever a function returns: nothing is expected of it.
            return StepResult.Done.withoutChanges();
        } finally {
            Arrays.fill(answer.body(), (byte) 0);
        }
        return StepResult.Done.withoutChanges();
    }
}
