package io.sealwright.server.rotation;

import io.sealwright.rotation.Leading;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes new key pairs as the new value: SSH keys, and keys with a certificate that they sign
 * themselves. There is no target, so that only the create step does something. Thread-safe.
 */
@Component
final class KeyRotator implements Rotator {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final SecureRandom random;
    private final InstantSource clock;

    KeyRotator(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    @Override
    public StepResult run(RotatorDefinition definition, StepRequest request, Leading leading) {
        return switch (request.step()) {
            case CREATE -> new StepResult.Done(made(definition, request.parameters()));
            case SET, TEST, FINISH, UNDO, VERIFY -> StepResult.Done.withoutChanges();
        };
    }

    /** JSON text of the members that are new. */
    private byte[] made(RotatorDefinition definition, String parameters) {
        try {
            ObjectNode given = (ObjectNode) MAPPER.readTree(parameters);
            ObjectNode made =
                    definition.type().equals(RotatorDefinition.SSH_KEY)
                            ? SshKeySpec.of(given).make(random)
                            : SelfSignedSpec.of(given).make(random, clock.instant());
            return MAPPER.writeValueAsBytes(made);
        } catch (IllegalArgumentException e) {
            throw new RotationException(String.valueOf(e.getMessage()));
        }
    }

    /** What is wrong with a secret's parameters for it; empty if nothing is. */
    static String refusal(RotatorDefinition definition, String parameters) {
        try {
            ObjectNode given = (ObjectNode) MAPPER.readTree(parameters);
            switch (definition.type()) {
                case RotatorDefinition.SSH_KEY -> {
                    var _ = SshKeySpec.of(given);
                }
                case RotatorDefinition.TLS_SELF_SIGNED -> {
                    var _ = SelfSignedSpec.of(given);
                }
                default -> {
                    // Others say themselves, in their steps, what they miss.
                }
            }
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
