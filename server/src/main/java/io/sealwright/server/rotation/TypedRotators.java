package io.sealwright.server.rotation;

import io.sealwright.rotation.Leading;
import org.springframework.stereotype.Component;

/** Gives each step to the kind of rotator that its definition names. Thread-safe. */
@Component
final class TypedRotators implements Rotator {
    private final ScriptRotator scripts;
    private final WebhookRotator webhooks;
    private final FunctionRotator functions;
    private final KeyRotator keys;
    private final SqlRotator databases;

    TypedRotators(
            ScriptRotator scripts,
            WebhookRotator webhooks,
            FunctionRotator functions,
            KeyRotator keys,
            SqlRotator databases) {
        this.scripts = scripts;
        this.webhooks = webhooks;
        this.functions = functions;
        this.keys = keys;
        this.databases = databases;
    }

    @Override
    public StepResult run(RotatorDefinition definition, StepRequest request, Leading leading)
            throws InterruptedException {
        return switch (definition.type()) {
            case RotatorDefinition.SCRIPT -> scripts.run(definition, request, leading);
            case RotatorDefinition.WEBHOOK -> webhooks.run(definition, request, leading);
            case RotatorDefinition.LAMBDA -> functions.run(definition, request, leading);
            case RotatorDefinition.SSH_KEY, RotatorDefinition.TLS_SELF_SIGNED ->
                    keys.run(definition, request, leading);
            case RotatorDefinition.SQL -> databases.run(definition, request, leading);
            default ->
                    new StepResult.Refused(
                            "this version has no rotators of type " + definition.type());
        };
    }
}
