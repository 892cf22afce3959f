package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.HashAlgorithm;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code hash} and {@code random}, which need no key. */
final class HashRoutes {
    /** The most random bytes of one request. */
    static final int MAX_BYTES = 128 << 10;

    private static final int DEFAULT_BYTES = 32;

    private final SecureRandom random;

    HashRoutes(SecureRandom random) {
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                hash("hash")
                        .on(
                                Operation.UPDATE,
                                call -> hash(call, call.string("algorithm", "sha2-256")))
                        .build(),
                hash("hash/{urlalgorithm}")
                        .on(Operation.UPDATE, call -> hash(call, call.path("urlalgorithm")))
                        .build(),
                random("random").on(Operation.UPDATE, call -> random(call, "", "")).build(),
                random("random/{urlbytes}").on(Operation.UPDATE, this::randomOfOnePart).build(),
                random("random/{source}/{urlbytes}")
                        .on(
                                Operation.UPDATE,
                                call -> random(call, call.path("source"), call.path("urlbytes")))
                        .build());
    }

    private static Route.Builder hash(String pattern) {
        return Route.at(pattern, "The hash of the input.")
                .field("input", FieldType.STRING, "In base64.")
                .field(
                        "algorithm",
                        FieldType.STRING,
                        "sha2-224 to sha2-512, sha3-224 to sha3-512; sha2-256 if absent.")
                .field("format", FieldType.STRING, "hex or base64; hex if absent.");
    }

    private static Route.Builder random(String pattern) {
        return Route.at(pattern, "Random bytes.")
                .field("bytes", FieldType.INT, "How many: 1 to 131072; 32 if absent.")
                .field("format", FieldType.STRING, "hex or base64; base64 if absent.")
                .field(
                        "source",
                        FieldType.STRING,
                        "platform: the only source there is; seal and all mean it, too.");
    }

    private static Response hash(Call call, String name) {
        if (!call.body().has("input")) {
            throw RequestFailure.invalid("input missing");
        }
        byte[] input;
        try {
            input =
                    Base64Text.decode(
                            call.string("input", ""), "unable to decode input as base64: ");
        } catch (RefusedException e) {
            throw RequestFailure.invalid(e.reason());
        }
        String format = call.string("format", "hex");
        HashAlgorithm algorithm = HashAlgorithm.of(name);
        if (algorithm == null || algorithm == HashAlgorithm.SHA1) {
            throw RequestFailure.invalid(
                    "unsupported algorithm; use sha2-224, sha2-256, sha2-384, sha2-512, sha3-224, sha3-256, sha3-384 or"
                            + " sha3-512");
        }
        byte[] sum = encoded(algorithm.digest(input), format);
        return Response.of(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("sum", new String(sum, StandardCharsets.US_ASCII)));
    }

    private Response randomOfOnePart(Call call) {
        return switch (call.path("urlbytes")) {
            case "platform", "seal", "all" -> random(call, call.path("urlbytes"), "");
            case String count -> random(call, "", count);
        };
    }

    private Response random(Call call, String source, String count) {
        String from = source.isEmpty() ? call.string("source", "platform") : source;
        if (!List.of("platform", "seal", "all").contains(from)) {
            throw RequestFailure.invalid(
                    "unsupported entropy source; must be \"platform\" or \"seal\", or \"all\"");
        }
        byte[] bytes = new byte[count(call, count)];
        random.nextBytes(bytes);
        byte[] text = encoded(bytes, call.string("format", "base64"));
        var data = JsonNodeFactory.instance.objectNode();
        data.putPOJO("random_bytes", Answers.text(text));
        return from.equals("seal")
                ? Response.of(data)
                        .withWarning(
                                "no seal/entropy augmentation available, using platform entropy source")
                : Response.of(data);
    }

    private static int count(Call call, String inPath) {
        long count;
        try {
            count =
                    inPath.isEmpty()
                            ? call.integer("bytes", DEFAULT_BYTES)
                            : Long.parseLong(inPath);
        } catch (NumberFormatException e) {
            throw RequestFailure.invalid("error parsing url-set byte count");
        }
        if (count < 1) {
            throw RequestFailure.invalid("'bytes' cannot be less than 1");
        }
        if (count > MAX_BYTES) {
            throw RequestFailure.invalid("'bytes' should be less than " + MAX_BYTES);
        }
        return (int) count;
    }

    /** Wipes what it encodes. */
    private static byte[] encoded(byte[] bytes, String format) {
        try {
            return switch (format) {
                case "hex" -> HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII);
                case "base64" -> Base64Text.encode(bytes);
                default ->
                        throw RequestFailure.invalid(
                                "unsupported encoding format; must be \"hex\" or \"base64\"");
            };
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
