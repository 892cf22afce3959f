package io.sealwright.server.operator;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.node.Initialisation;
import io.sealwright.server.node.Unsealing;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/init}: whether there is a cluster, and making one. */
@Component
final class InitEndpoint implements DirectEndpoint {
    private final Initialisation initialisation;
    private final Unsealing unsealing;

    InitEndpoint(Initialisation initialisation, Unsealing unsealing) {
        this.initialisation = initialisation;
        this.unsealing = unsealing;
    }

    @Override
    public Set<String> paths() {
        return Set.of("sys/init");
    }

    @Override
    public Set<Operation> operations() {
        return Set.of(Operation.READ, Operation.UPDATE);
    }

    @Override
    public List<Field> fields(String path) {
        return List.of(
                Field.of("secret_shares", FieldType.INT, "How many key shares to make."),
                Field.of("secret_threshold", FieldType.INT, "How many of them unseal a node."));
    }

    @Override
    public DirectAnswer handle(Request request) {
        if (request.operation() == Operation.READ) {
            return DirectAnswer.of(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("initialized", unsealing.initialised()));
        }
        return DirectAnswer.of(initialise(request.body().object()));
    }

    private ObjectNode initialise(ObjectNode body) {
        refuseWhatIsMissing(body);
        if (!initialisation.initialised() && unsealing.initialised()) {
            throw RequestFailure.invalid(
                    "this node was told to join a cluster: unseal it with that cluster's key shares,"
                            + " or restart it to found another");
        }
        Initialisation.Founded founded =
                initialisation.initialise(
                        body.path("secret_shares").asInt(0),
                        body.path("secret_threshold").asInt(0),
                        "");
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode hex = answer.putArray("keys");
        ArrayNode base64 = answer.putArray("keys_base64");
        for (byte[] share : founded.shares()) {
            hex.add(KeyShares.hex(share));
            base64.add(KeyShares.base64(share));
            Arrays.fill(share, (byte) 0);
        }
        return answer.put("root_token", founded.rootToken());
    }

    private static void refuseWhatIsMissing(ObjectNode body) {
        for (String name : new String[] {"pgp_keys", "recovery_pgp_keys", "root_token_pgp_key"}) {
            if (body.path(name).size() > 0 || !body.path(name).asString("").isEmpty()) {
                throw RequestFailure.invalid(
                        name + ": PGP-encrypted shares are not available yet; leave it out");
            }
        }
        if (body.path("recovery_shares").asInt(0) > 0 || body.path("stored_shares").asInt(0) > 0) {
            throw RequestFailure.invalid(
                    "recovery_shares and stored_shares are for auto-unseal, which is not available yet; this seal is shamir");
        }
    }
}
