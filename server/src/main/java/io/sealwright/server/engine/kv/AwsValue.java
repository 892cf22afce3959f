package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.spi.RawJson;
import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A secret value as the AWS API has it: text, or bytes. Text that is one JSON object is a map to
 * KV, and is kept as it came all the same.
 */
record AwsValue(PayloadKind kind, byte[] payload) {
    /** Bytes of a value, in UTF-8 for text. */
    static final int MAX = 65_536;

    private static final String TEXT = "SecretString";
    private static final String BINARY = "SecretBinary";
    private static final int MAX_DEPTH = 64;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final JsonFactory STRICT =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    /**
     * Null if the request brings none.
     *
     * @throws RequestFailure if it brings two, or one that is too long
     */
    static @Nullable AwsValue of(AwsParameters parameters) {
        String text = parameters.text(TEXT, MAX);
        String binary = parameters.text(BINARY, Integer.MAX_VALUE);
        if (text != null && binary != null) {
            throw AwsErrors.invalidParameter(
                    "You can't specify both a binary secret value and a string secret value in the"
                            + " same secret.");
        }
        if (text != null) {
            return ofText(text);
        }
        return binary == null ? null : ofBinary(binary);
    }

    private static AwsValue ofText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        AwsParameters.requireLength(TEXT, bytes.length, 1, MAX);
        return new AwsValue(isMap(bytes) ? PayloadKind.JSON_MAP : PayloadKind.STRING, bytes);
    }

    private static AwsValue ofBinary(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw AwsErrors.serialization("The member " + BINARY + " is not base64.");
        }
        AwsParameters.requireLength(BINARY, bytes.length, 1, MAX);
        return new AwsValue(PayloadKind.BINARY, bytes);
    }

    /** Whether KV could have taken it as its data. */
    static boolean isMap(byte[] text) {
        if (text[0] != '{' || text[text.length - 1] != '}') {
            return false;
        }
        try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Whether a stored version has this value; compared in constant time. */
    boolean is(StoredVersion stored) {
        return (kind == PayloadKind.BINARY) == (stored.kind() == PayloadKind.BINARY)
                && MessageDigest.isEqual(payload, stored.payload());
    }

    /** Adds a stored value to an answer, without making a string of it. */
    static void show(ObjectNode answer, StoredVersion stored) {
        switch (stored.kind()) {
            case STRING, JSON_MAP -> answer.putPOJO(TEXT, new RawJson(quoted(stored.payload())));
            case BINARY ->
                    answer.putPOJO(
                            BINARY,
                            new RawJson(quoted(Base64.getEncoder().encode(stored.payload()))));
        }
    }

    /** UTF-8 text as a JSON string. */
    static byte[] quoted(byte[] text) {
        int length = 2;
        for (byte one : text) {
            length += one == '"' || one == '\\' ? 2 : one >= 0 && one < ' ' ? 6 : 1;
        }
        byte[] json = new byte[length];
        int at = 0;
        json[at++] = '"';
        for (byte one : text) {
            if (one == '"' || one == '\\') {
                json[at++] = '\\';
                json[at++] = one;
            } else if (one >= 0 && one < ' ') {
                json[at++] = '\\';
                json[at++] = 'u';
                json[at++] = '0';
                json[at++] = '0';
                json[at++] = HEX[one >> 4];
                json[at++] = HEX[one & 15];
            } else {
                json[at++] = one;
            }
        }
        json[at] = '"';
        return json;
    }

    @Override
    public String toString() {
        return "AwsValue[" + kind + ", " + payload.length + " bytes]";
    }
}
