package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.security.SecureRandom;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code datakey/}: a new random key for the caller, and the same encrypted. */
final class DatakeyRoutes {
    private static final int DEFAULT_BITS = 256;

    private final NamedKeys keys;
    private final SecureRandom random;

    DatakeyRoutes(NamedKeys keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                Route.at(
                                "datakey/{plaintext}/{name}",
                                "A new random key, encrypted: wrapped; with it in the clear: plaintext.")
                        .field("bits", FieldType.INT, "128, 256 or 512; 256 if absent.")
                        .fields(
                                List.of(
                                        CipherRoutes.CONTEXT,
                                        CipherRoutes.KEY_VERSION,
                                        CipherRoutes.ASSOCIATED_DATA))
                        .on(Operation.UPDATE, this::datakey)
                        .build());
    }

    private Response datakey(Call call) {
        boolean open =
                switch (call.path("plaintext")) {
                    case "plaintext" -> true;
                    case "wrapped" -> false;
                    default ->
                            throw RequestFailure.invalid(
                                    "Invalid path, must be 'plaintext' or 'wrapped'");
                };
        try {
            return Response.of(datakey(call, open));
        } catch (RefusedException e) {
            throw RequestFailure.invalid(e.reason());
        }
    }

    private ObjectNode datakey(Call call, boolean open) {
        Batch.Item item = Batch.Item.only(call);
        Working.Input.context(item.text("context"), "failed to base64-decode context");
        NamedKey key = keys.find(Place.of(call), KeyNames.checked(call.path("name")));
        if (key == null) {
            throw RequestFailure.invalid("encryption key not found");
        }
        Working working = new Working(keys, Place.of(call), key);
        byte[] made = new byte[bytes(call)];
        Working.Input input = Working.Input.of(key, item, "");
        working.requireEncrypting();
        int version = working.encryptionVersion(item.number("key_version"));
        random.nextBytes(made);
        byte[] text = Base64Text.encode(made);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("ciphertext", working.encrypt(made, version, input));
        data.put("key_version", version);
        if (open) {
            data.putPOJO("plaintext", Answers.text(text));
        }
        return data;
    }

    private static int bytes(Call call) {
        long bits = call.integer("bits", DEFAULT_BITS);
        if (bits != 128 && bits != 256 && bits != 512) {
            throw RequestFailure.invalid("invalid bit length");
        }
        return (int) bits / 8;
    }
}
