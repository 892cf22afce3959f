package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code encrypt/}, {@code decrypt/} and {@code rewrap/}. */
final class CipherRoutes {
    static final Field CONTEXT =
            Field.of(
                    "context",
                    FieldType.STRING,
                    "For derived keys: what the key is derived for, in base64; at most 64 KiB.");
    static final Field KEY_VERSION =
            Field.of("key_version", FieldType.INT, "Which version; 0 for the latest.");
    static final Field ASSOCIATED_DATA =
            Field.of(
                    "associated_data",
                    FieldType.STRING,
                    "What is authenticated besides, in base64; symmetric keys alone.");
    private static final Field CIPHERTEXT =
            Field.of("ciphertext", FieldType.STRING, "As it came from encrypt/.");
    private static final String NOTHING_TO_ENCRYPT = "missing plaintext to encrypt";
    private static final String NOTHING_TO_DECRYPT = "missing ciphertext to decrypt";

    private final NamedKeys keys;
    private final KeyCreation creation;

    CipherRoutes(NamedKeys keys, KeyCreation creation) {
        this.keys = keys;
        this.creation = creation;
    }

    List<Route> routes() {
        return List.of(
                Route.at("encrypt/{name}", "Encrypts; makes the key if it does not exist.")
                        .field("plaintext", FieldType.STRING, "What to encrypt, in base64.")
                        .field("type", FieldType.STRING, "Of a new key; aes256-gcm96 if absent.")
                        .field(
                                "convergent_encryption",
                                FieldType.BOOL,
                                "Of a new key: equal plaintexts give equal ciphertexts.")
                        .fields(List.of(CONTEXT, KEY_VERSION, ASSOCIATED_DATA))
                        .fields(List.of(Batch.BATCH_INPUT, Batch.PARTIAL_FAILURE))
                        .existence(call -> stored(call) != null)
                        .on(Operation.UPDATE, this::encrypt)
                        .build(),
                Route.at("decrypt/{name}", "Decrypts.")
                        .fields(List.of(CIPHERTEXT, CONTEXT, ASSOCIATED_DATA))
                        .fields(List.of(Batch.BATCH_INPUT, Batch.PARTIAL_FAILURE))
                        .on(Operation.UPDATE, this::decrypt)
                        .build(),
                Route.at("rewrap/{name}", "Decrypts and encrypts with the latest version.")
                        .fields(List.of(CIPHERTEXT, CONTEXT, KEY_VERSION, Batch.BATCH_INPUT))
                        .on(Operation.UPDATE, this::rewrap)
                        .build());
    }

    private @Nullable NamedKey stored(Call call) {
        return keys.find(Place.of(call), KeyNames.checked(call.path("name")));
    }

    private Working working(Call call) {
        NamedKey key = stored(call);
        if (key == null) {
            throw RequestFailure.invalid("encryption key not found");
        }
        return new Working(keys, Place.of(call), key);
    }

    private Response encrypt(Call call) {
        Batch batch = Batch.of(call, "plaintext", NOTHING_TO_ENCRYPT);
        if (!batch.batch() && !batch.first().has("plaintext")) {
            throw RequestFailure.invalid(NOTHING_TO_ENCRYPT);
        }
        boolean context = batch.withContext();
        Working working =
                call.operation() == Operation.CREATE
                        ? new Working(keys, Place.of(call), creation.forEncryption(call, context))
                        : working(call);
        return batch.answer(
                call, (item, result) -> encrypt(working, item, result), (_, _) -> {}, true);
    }

    private static void encrypt(Working working, Batch.Item item, ObjectNode result) {
        byte[] plaintext = Base64Text.decode(item.text("plaintext"));
        Working.Input input = Working.Input.of(working.key(), item, "[" + item.index() + "].");
        working.requireEncrypting();
        int version = working.encryptionVersion(item.number("key_version"));
        result.put("ciphertext", working.encrypt(plaintext, version, input));
        result.put("key_version", version);
    }

    private Response decrypt(Call call) {
        Batch batch = Batch.of(call, "ciphertext", NOTHING_TO_DECRYPT);
        requireCiphertext(batch);
        batch.withContext();
        Working working = working(call);
        return batch.answer(
                call,
                (item, result) ->
                        result.putPOJO("plaintext", Answers.text(decrypted(working, item))),
                (_, result) -> result.put("plaintext", ""),
                true);
    }

    private static void requireCiphertext(Batch batch) {
        if (!batch.batch() && batch.first().text("ciphertext").isEmpty()) {
            throw RequestFailure.invalid(NOTHING_TO_DECRYPT);
        }
    }

    private static byte[] decrypted(Working working, Batch.Item item) {
        Working.Input input = Working.Input.of(working.key(), item, "[" + item.index() + "].");
        byte[] plaintext = working.decrypt(ciphertext(item), input);
        byte[] text = Base64Text.encode(plaintext);
        Arrays.fill(plaintext, (byte) 0);
        return text;
    }

    private static String ciphertext(Batch.Item item) {
        String ciphertext = item.text("ciphertext");
        if (ciphertext.isEmpty()) {
            throw new RefusedException(NOTHING_TO_DECRYPT);
        }
        return ciphertext;
    }

    private Response rewrap(Call call) {
        Batch batch = Batch.of(call, "", "");
        requireCiphertext(batch);
        batch.withContext();
        Working working = working(call);
        return batch.answer(
                call, (item, result) -> rewrap(working, item, result), (_, _) -> {}, false);
    }

    private static void rewrap(Working working, Batch.Item item, ObjectNode result) {
        byte[] context = Working.Input.context(item.text("context"), "");
        Working.Input input = new Working.Input(context, new byte[0]);
        byte[] plaintext = working.decrypt(ciphertext(item), input);
        int version = working.encryptionVersion(item.number("key_version"));
        result.put("ciphertext", working.encrypt(plaintext, version, input));
        result.put("key_version", version);
    }
}
