package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.spi.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class JsonBytesTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static String write(JsonNode node) {
        try (JsonBytes out = new JsonBytes()) {
            out.node(node);
            return new String(out.copy(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void rawJsonIsCopiedByteForByte() {
        String raw = "{ \"b\" : 1.50, \"a\":\"\\u003c\" }";
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putPOJO("data", new RawJson(raw.getBytes(StandardCharsets.UTF_8)));
        assertThat(write(node)).isEqualTo("{\"data\":" + raw + "}");
    }

    @Test
    void otherObjectsAreLeftToJackson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putPOJO("list", List.of(1, "a"));
        node.put("bytes", new byte[] {1, 2, 3});
        assertThat(write(node)).isEqualTo("{\"list\":[1,\"a\"],\"bytes\":\"AQID\"}");
    }

    @Test
    void everyControlCharacterIsEscaped() {
        for (char c = 0; c < 0x100; c++) {
            String text = write(JsonNodeFactory.instance.stringNode("a" + c + "b"));
            assertThat(MAPPER.readTree(text).stringValue()).isEqualTo("a" + c + "b");
            assertThat(text.chars()).allMatch(b -> b >= ' ' && b != 0x7f);
        }
    }

    @Test
    void halfASurrogatePairBecomesTheReplacementCharacter() {
        assertThat(write(JsonNodeFactory.instance.stringNode("a\ud800b\udc00")))
                .isEqualTo("\"a\ufffdb\ufffd\"");
    }

    @Test
    void closeWipes() {
        JsonBytes out = new JsonBytes();
        out.string("secret");
        out.close();
        assertThat(out.length()).isZero();
        out.string("");
        assertThat(out.copy()).isEqualTo("\"\"".getBytes(StandardCharsets.US_ASCII));
    }

    /** What Jackson reads from it is what went in. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void readsBackEqual(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            JsonNode node = node(random, 5);
            assertThat(MAPPER.readTree(write(node)))
                    .as("seed %d", seed)
                    .isEqualTo(MAPPER.readTree(node.toString()));
        }
    }

    private static JsonNode node(Random random, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> nodes.stringNode(text(random));
            case 1 -> nodes.numberNode(random.nextLong());
            case 2 -> nodes.numberNode(random.nextInt());
            case 3 -> nodes.booleanNode(random.nextBoolean());
            case 4 -> nodes.nullNode();
            case 5 -> {
                var array = nodes.arrayNode();
                for (int n = random.nextInt(5); n > 0; n--) {
                    array.add(node(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = nodes.objectNode();
                for (int n = random.nextInt(5); n > 0; n--) {
                    object.set(text(random), node(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(40); n > 0; n--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
            text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
        }
        return text.toString();
    }
}
