package io.sealwright.server.operator;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.node.Unsealing;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** {@code sys/unseal}: takes one key share, or forgets those given so far. */
@Component
final class UnsealEndpoint implements DirectEndpoint {
    private final Unsealing unsealing;
    private final SealStatusEndpoint status;

    UnsealEndpoint(Unsealing unsealing, SealStatusEndpoint status) {
        this.unsealing = unsealing;
        this.status = status;
    }

    @Override
    public Set<String> paths() {
        return Set.of("sys/unseal");
    }

    @Override
    public Set<Operation> operations() {
        return Set.of(Operation.UPDATE);
    }

    @Override
    public List<Field> fields(String path) {
        return List.of(
                Field.of("key", FieldType.STRING, "One key share, in base64 or hex."),
                Field.of("reset", FieldType.BOOL, "Forgets the shares that were given so far."));
    }

    @Override
    public DirectAnswer handle(Request request) {
        if (request.body().object().path("reset").asBoolean(false)) {
            return DirectAnswer.of(status.json(unsealing.reset()));
        }
        String key = request.body().object().path("key").asString("");
        if (key.isEmpty()) {
            throw RequestFailure.invalid(
                    "'key' must be specified in request body as JSON, or 'reset' set to true");
        }
        byte[] share = KeyShares.parse(key);
        try {
            return DirectAnswer.of(status.json(unsealing.submit(share)));
        } finally {
            Arrays.fill(share, (byte) 0);
        }
    }
}
