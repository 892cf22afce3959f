package io.sealwright.server.http;

import io.sealwright.server.spi.RawJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;

/**
 * Renders JSON straight into UTF-8 bytes. {@link RawJson} is copied as it is; the bytes are wiped
 * at close, since answers hold secrets. Not thread-safe.
 */
public final class JsonBytes implements AutoCloseable {
    private static final int FIRST = 1 << 10;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private byte[] bytes = new byte[FIRST];
    private int length;

    public int length() {
        return length;
    }

    /** A copy of what has been written. */
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    /** Writes a value with all that it holds. */
    public void node(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> object((ObjectNode) node);
            case ARRAY -> array((ArrayNode) node);
            case STRING -> string(node.stringValue());
            case NUMBER -> ascii(node.numberValue().toString());
            case BOOLEAN -> ascii(node.booleanValue() ? "true" : "false");
            case NULL, MISSING -> ascii("null");
            case POJO -> pojo((POJONode) node);
            case BINARY -> raw(MAPPER.writeValueAsBytes(node));
        }
    }

    private void object(ObjectNode object) {
        raw((byte) '{');
        boolean first = true;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!first) {
                raw((byte) ',');
            }
            first = false;
            string(member.getKey());
            raw((byte) ':');
            node(member.getValue());
        }
        raw((byte) '}');
    }

    private void array(ArrayNode array) {
        raw((byte) '[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                raw((byte) ',');
            }
            node(array.get(i));
        }
        raw((byte) ']');
    }

    private void pojo(POJONode node) {
        if (node.getPojo() instanceof RawJson json) {
            raw(json.utf8());
        } else {
            byte[] rendered = MAPPER.writeValueAsBytes(node);
            raw(rendered);
            Arrays.fill(rendered, (byte) 0);
        }
    }

    /** Writes a string with its quotes. */
    public void string(String text) {
        // The worst case of a character: six bytes for an escape.
        room(2 + 6L * text.length());
        bytes[length++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                ascii(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                wide(Character.toCodePoint(c, text.charAt(i)));
            } else if (Character.isSurrogate(c)) {
                wide(0xfffd);
            } else {
                wide(c);
            }
        }
        bytes[length++] = '"';
    }

    private void ascii(char c) {
        if (c >= ' ' && c != '"' && c != '\\' && c != 0x7f) {
            bytes[length++] = (byte) c;
            return;
        }
        bytes[length++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[length++] = (byte) c;
            case '\n' -> bytes[length++] = 'n';
            case '\r' -> bytes[length++] = 'r';
            case '\t' -> bytes[length++] = 't';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[c >> 4];
                bytes[length++] = HEX[c & 15];
            }
        }
    }

    private void wide(int point) {
        if (point < 0x800) {
            bytes[length++] = (byte) (0xc0 | point >> 6);
        } else {
            if (point < 0x10000) {
                bytes[length++] = (byte) (0xe0 | point >> 12);
            } else {
                bytes[length++] = (byte) (0xf0 | point >> 18);
                bytes[length++] = (byte) (0x80 | point >> 12 & 0x3f);
            }
            bytes[length++] = (byte) (0x80 | point >> 6 & 0x3f);
        }
        bytes[length++] = (byte) (0x80 | point & 0x3f);
    }

    /** Writes an array of strings. */
    public void strings(List<String> values) {
        raw((byte) '[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                raw((byte) ',');
            }
            string(values.get(i));
        }
        raw((byte) ']');
    }

    /** Writes text that is ASCII and JSON already. */
    @SuppressWarnings(
            "deprecation") // getBytes into place: the text is ASCII, and no array is left behind.
    public void ascii(String json) {
        room(json.length());
        json.getBytes(0, json.length(), bytes, length);
        length += json.length();
    }

    /** Writes bytes that are JSON already. */
    public void raw(byte[] json) {
        room(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
    }

    void raw(byte b) {
        room(1);
        bytes[length++] = b;
    }

    private void room(long more) {
        long needed = length + more;
        if (needed > bytes.length) {
            if (needed > Integer.MAX_VALUE - 16) {
                throw new IllegalStateException("an answer of more than 2 GiB");
            }
            byte[] larger =
                    Arrays.copyOf(
                            bytes,
                            (int)
                                    Math.min(
                                            Integer.MAX_VALUE - 16,
                                            Math.max(needed, bytes.length * 2L)));
            Arrays.fill(bytes, 0, length, (byte) 0);
            bytes = larger;
        }
    }

    @Override
    public void close() {
        Arrays.fill(bytes, 0, length, (byte) 0);
        length = 0;
    }
}
