package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code sys/tools}: random bytes and hashes. */
@Component
final class ToolRoutes implements SysRoutes {
    private static final int DEFAULT_BYTES = 32;
    private static final int MAX_BYTES = 128 * 1024;

    private final SecureRandom random;

    ToolRoutes(SecureRandom random) {
        this.random = random;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                random("tools/random").on(Operation.UPDATE, call -> random(call, "", "")).build(),
                random("tools/random/{urlbytes}")
                        .on(Operation.UPDATE, this::randomOfOnePart)
                        .build(),
                random("tools/random/{source}/{urlbytes}")
                        .on(
                                Operation.UPDATE,
                                call -> random(call, call.path("source"), call.path("urlbytes")))
                        .build(),
                hash("tools/hash")
                        .on(
                                Operation.UPDATE,
                                call -> hash(call, call.string("algorithm", "sha2-256")))
                        .build(),
                hash("tools/hash/{urlalgorithm}")
                        .on(Operation.UPDATE, call -> hash(call, call.path("urlalgorithm")))
                        .build());
    }

    private static Route.Builder random(String pattern) {
        return Route.at(pattern, "Random bytes.")
                .field("bytes", FieldType.INT, "How many, 1 to 131072; 32 by default.")
                .field("format", FieldType.STRING, "hex or base64.")
                .field(
                        "source",
                        FieldType.STRING,
                        "platform: the only source there is; seal and all mean it, too.");
    }

    private static Route.Builder hash(String pattern) {
        return Route.at(pattern, "Hash of given bytes.")
                .field("input", FieldType.STRING, "The bytes in base64.")
                .field(
                        "algorithm",
                        FieldType.STRING,
                        "sha2-224, -256, -384, -512, or sha3-224, -256, -384, -512.")
                .field("format", FieldType.STRING, "hex or base64.");
    }

    private Response randomOfOnePart(Call call) {
        String part = call.path("urlbytes");
        boolean number = part.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? random(call, "", part) : random(call, part, "");
    }

    private Response random(Call call, String source, String count) {
        String from = source.isEmpty() ? call.string("source", "platform") : source;
        if (!List.of("platform", "seal", "all").contains(from)) {
            throw RequestFailure.invalid(
                    "unsupported entropy source; must be \"platform\" or \"seal\", or \"all\"");
        }
        byte[] bytes = new byte[count(call, count)];
        random.nextBytes(bytes);
        String text = encode(bytes, call.string("format", "base64"));
        Arrays.fill(bytes, (byte) 0);
        return Response.of(JsonNodeFactory.instance.objectNode().put("random_bytes", text));
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
            throw RequestFailure.invalid("'bytes' should be less than 131072");
        }
        return (int) count;
    }

    private static Response hash(Call call, String algorithm) {
        byte[] input;
        try {
            input = Base64.getDecoder().decode(call.string("input", ""));
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid("unable to decode input as base64");
        }
        String sum = encode(digest(algorithm).digest(input), call.string("format", "hex"));
        return Response.of(JsonNodeFactory.instance.objectNode().put("sum", sum));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(
                    switch (algorithm) {
                        case "sha2-224" -> "SHA-224";
                        case "sha2-256" -> "SHA-256";
                        case "sha2-384" -> "SHA-384";
                        case "sha2-512" -> "SHA-512";
                        case "sha3-224" -> "SHA3-224";
                        case "sha3-256" -> "SHA3-256";
                        case "sha3-384" -> "SHA3-384";
                        case "sha3-512" -> "SHA3-512";
                        default -> throw RequestFailure.invalid("unsupported algorithm");
                    });
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks " + algorithm, e);
        }
    }

    private static String encode(byte[] bytes, String format) {
        return switch (format) {
            case "hex" -> HexFormat.of().formatHex(bytes);
            case "base64" -> Base64.getEncoder().encodeToString(bytes);
            default ->
                    throw RequestFailure.invalid(
                            "unsupported encoding format; must be \"hex\" or \"base64\"");
        };
    }
}
