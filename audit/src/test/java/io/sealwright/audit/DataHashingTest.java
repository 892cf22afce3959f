package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class DataHashingTest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String STRANGE =
            "\"\\\n\r\t\u0000\u001f\u007f\u0085\u00e4\u2028\u2029\ufeff\ud83d\ude00";

    private final AuditHasher hasher = Fixtures.hasher();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void anyJsonBecomesOneLineWithoutItsStrings(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<String> secrets = new ArrayList<>();
            JsonNode data = node(random, 5, secrets);
            byte[] raw = data.toString().getBytes(StandardCharsets.UTF_8);
            String tree = render(AuditData.of(data), Set.of());
            assertThat(tree)
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(render(AuditData.ofJson(raw), Set.of()));
            assertThat(tree.chars())
                    .noneMatch(c -> c < 0x20 || c == 0x85 || c == 0x2028 || c == 0x2029);
            assertThat(Fixtures.JSON.readTree(tree)).isEqualTo(hashed(data));
            assertThat(secrets).noneMatch(tree::contains);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedJsonNeverPassesInTheClear(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<String> secrets = new ArrayList<>();
            byte[] raw = node(random, 4, secrets).toString().getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 1 + random.nextInt(3) && raw.length > 0; i++) {
                raw[random.nextInt(raw.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = java.util.Arrays.copyOf(raw, random.nextInt(raw.length + 1));
            for (byte[] bytes : List.of(raw, cut)) {
                String text = render(AuditData.ofJson(bytes), Set.of());
                assertThat(Fixtures.JSON.readTree(text))
                        .as("seed %d round %d", seed, round)
                        .isNotNull();
                assertThat(values(text)).noneMatch(secrets::contains);
            }
        }
    }

    @Test
    void numbersComeBackAsWritten() {
        String json =
                "[18446744073709551615,1.50,-0,1e400,0.1000000000000000055511151231257827,true,false,null]";
        assertThat(render(AuditData.ofJson(bytes(json)), Set.of())).isEqualTo(json);
    }

    @Test
    void infiniteNumbersOfATreeBecomeNull() {
        ArrayNode array = NODES.arrayNode().add(Double.NaN).add(Double.POSITIVE_INFINITY).add(1.5);
        assertThat(render(AuditData.of(array), Set.of())).isEqualTo("[null,null,1.5]");
    }

    @Test
    void exemptKeysStayInTheClearByTheirNearestName() {
        String json = "{\"a\":\"x\",\"b\":[\"y\",{\"c\":\"z\",\"b\":\"w\"}]}";
        String text = render(AuditData.ofJson(bytes(json)), Set.of("b"));
        JsonNode node = Fixtures.JSON.readTree(text);
        assertThat(node.path("a").asString()).isEqualTo(hasher.hash("x").text());
        assertThat(node.path("b").path(0).asString()).isEqualTo("y");
        assertThat(node.path("b").path(1).path("c").asString()).isEqualTo(hasher.hash("z").text());
        assertThat(node.path("b").path(1).path("b").asString()).isEqualTo("w");
    }

    @Test
    void halfASurrogatePairIsKeptAsAnEscape() {
        ObjectNode data = NODES.objectNode().put("k\ud800", "v\udc00");
        String text = render(AuditData.of(data), Set.of("k\ud800"));
        assertThat(text).isEqualTo("{\"k\\ud800\":\"v\\udc00\"}");
    }

    @Test
    void emptyAndDeepAndDoubledTextIsUnreadable() {
        for (String bad : List.of("", " ", "{}{}", "[", "{\"a\":}", "nul", "[".repeat(100_000))) {
            JsonNode node = Fixtures.JSON.readTree(render(AuditData.ofJson(bytes(bad)), Set.of()));
            assertThat(node.path("elided").asString()).as(bad).isEqualTo("unreadable");
            assertThat(node.path("hash").asString()).isEqualTo(hasher.hash(bad).text());
        }
    }

    @Test
    void dataBeyondTheLimitIsReplacedAndTheEntryIsWhole() {
        AuditFormat small = new AuditFormat(hasher, 1024);
        String json = "{\"keys\":[" + "\"secret\",".repeat(1000) + "\"last\"]}";
        AuditRequest request =
                AuditRequest.builder("id", "list", "p")
                        .data(AuditData.ofJson(bytes(json)))
                        .remote("::1", 9)
                        .build();
        AuditEntry entry = small.request(Fixtures.TIME, AuditAuth.NONE, request);
        JsonNode node =
                Fixtures.JSON.readTree(new String(entry.body(), StandardCharsets.UTF_8) + "}");
        assertThat(node.path("request").path("data").path("elided").asString())
                .isEqualTo("too_large");
        assertThat(node.path("request").path("data").path("bytes").asInt())
                .isEqualTo(json.length());
        assertThat(node.path("request").path("remote_port").asInt()).isEqualTo(9);
    }

    @Test
    void hashIsHmacSha256OfTheUtf8Bytes() {
        // echo -n hunter2 | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707..07
        AuditHasher own = Fixtures.hasher();
        assertThat(own.hash("").text()).matches("hmac-sha256:[0-9a-f]{64}");
        assertThat(own.hash("hunter2").text())
                .isEqualTo(
                        "hmac-sha256:326eb4f6783e519f198c32929bd28e66c5229387bcad7eaa651b20613622ec9f")
                .isEqualTo(own.hash(bytes("hunter2")).text());
        String wide = "\u00e4\u20ac\ud83d\ude00x".repeat(1000);
        JsonNode node =
                Fixtures.JSON.readTree(
                        render(AuditData.ofJson(bytes("[\"" + wide + "\"]")), Set.of()));
        assertThat(node.path(0).asString()).isEqualTo(own.hash(wide).text());
    }

    @Test
    void closedHasherHashesNothing() {
        AuditHasher closed = Fixtures.hasher();
        closed.hash("x");
        closed.close();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> closed.hash("x"))
                .isInstanceOf(IllegalStateException.class);
        assertThat(closed.toString()).doesNotContain("7, 7");
    }

    private String render(AuditData data, Set<String> exempt) {
        JsonOut out = new JsonOut();
        new DataWriter(hasher, 1 << 20).write(out, data, exempt);
        return new String(out.toBytes(), StandardCharsets.UTF_8);
    }

    private JsonNode hashed(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                ObjectNode copy = NODES.objectNode();
                node.properties()
                        .forEach(entry -> copy.set(entry.getKey(), hashed(entry.getValue())));
                yield copy;
            }
            case ARRAY -> {
                ArrayNode copy = NODES.arrayNode();
                node.values().forEach(element -> copy.add(hashed(element)));
                yield copy;
            }
            case STRING -> NODES.stringNode(hasher.hash(node.stringValue()).text());
            case NUMBER, BOOLEAN, NULL, BINARY, POJO, MISSING -> node;
        };
    }

    /** The string values of a JSON text. */
    private static List<String> values(String text) {
        List<String> values = new ArrayList<>();
        collect(Fixtures.JSON.readTree(text), values);
        return values;
    }

    private static void collect(JsonNode node, List<String> values) {
        if (node.isString()) {
            values.add(node.stringValue());
        }
        node.values().forEach(child -> collect(child, values));
    }

    private static JsonNode node(Random random, int depth, List<String> secrets) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> NODES.numberNode(random.nextInt());
            case 1 -> NODES.numberNode(random.nextLong());
            case 2 -> NODES.booleanNode(random.nextBoolean());
            case 3 -> NODES.nullNode();
            case 4, 5 -> NODES.stringNode(secret(random, secrets));
            case 6 -> {
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(node(random, depth - 1, secrets));
                }
                yield array;
            }
            case 7 -> {
                ObjectNode object = NODES.objectNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(
                            "k" + random.nextInt(100) + strange(random),
                            node(random, depth - 1, secrets));
                }
                yield object;
            }
            default -> throw new AssertionError();
        };
    }

    private static String secret(Random random, List<String> secrets) {
        String secret = "S" + Long.toHexString(random.nextLong()) + strange(random);
        secrets.add(secret);
        return secret;
    }

    private static String strange(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.appendCodePoint(
                    STRANGE.codePointAt(STRANGE.offsetByCodePoints(0, random.nextInt(13))));
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
