package io.sealwright.server.http;

import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.spi.RequestFailure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a form or a query into an object: strings, and a list where a name repeats. Thread-safe.
 */
@Component
public final class FormReader {
    private final int most;

    public FormReader(LimitSettings limits) {
        most = limits.jsonStrings() / 2;
    }

    /**
     * @throws RequestFailure (invalid) for a broken escape, invalid UTF-8, or too many pairs
     */
    public ObjectNode read(byte[] text) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        int pairs = 0;
        int start = 0;
        while (start < text.length) {
            int end = indexOf(text, '&', start, text.length);
            if (end > start) {
                if (++pairs > most) {
                    throw RequestFailure.invalid("more than " + most + " parameters");
                }
                pair(body, text, start, end);
            }
            start = end + 1;
        }
        return body;
    }

    private static void pair(ObjectNode body, byte[] text, int from, int to) {
        int equals = indexOf(text, '=', from, to);
        String name = decode(text, from, equals);
        String value = equals == to ? "" : decode(text, equals + 1, to);
        JsonNode before = body.get(name);
        if (before == null) {
            body.put(name, value);
        } else if (before instanceof ArrayNode list) {
            list.add(value);
        } else {
            body.putArray(name).add(before).add(value);
        }
    }

    private static int indexOf(byte[] text, char wanted, int from, int to) {
        int at = from;
        while (at < to && text[at] != wanted) {
            at++;
        }
        return at;
    }

    private static String decode(byte[] text, int from, int to) {
        byte[] decoded = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = text[i];
            if (b == '%') {
                int high = i + 2 < to ? Character.digit(text[i + 1], 16) : -1;
                int low = i + 2 < to ? Character.digit(text[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw RequestFailure.invalid("a parameter holds an incomplete percent-escape");
                }
                decoded[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                decoded[length++] = b == '+' ? (byte) ' ' : b;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(decoded, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw RequestFailure.invalid("a parameter is not valid UTF-8");
        } finally {
            Arrays.fill(decoded, (byte) 0);
        }
    }
}
