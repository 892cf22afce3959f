package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.node.ObjectNode;

class StrictJsonTest {
    static final LimitSettings LIMITS = limits(Map.of());

    private final StrictJson json = new StrictJson(LIMITS);

    static LimitSettings limits(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("sealwright.limits", LimitSettings.class);
    }

    private ObjectNode read(String text) {
        return json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String written(ObjectNode node) {
        try (JsonBytes out = new JsonBytes()) {
            out.node(node);
            return new String(out.copy(), StandardCharsets.UTF_8);
        }
    }

    /** What comes in goes out: same digits, same form, same order. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1,\"b\":-1,\"c\":0,\"d\":-0}",
                "{\"n\":18446744073709551616}",
                "{\"n\":9223372036854775808,\"m\":-9223372036854775809}",
                "{\"n\":1.50,\"m\":1e5,\"o\":1E+5,\"p\":0.10e-7,\"q\":-0.0}",
                "{\"n\":123456789012345678901234567890123456789012345678901234567890}",
                "{\"n\":3.14159265358979323846264338327950288}",
                "{\"z\":1,\"a\":2,\"m\":3}",
                "{\"s\":\"ü€😀\",\"t\":\"\",\"u\":\"\\u0001\\n\\\"\\\\\"}",
                "{\"o\":{\"o\":{\"o\":[[[]]]}},\"l\":[1,\"a\",null,true,false,{}]}",
                "{\"\":{\"\":\"\"}}",
            })
    void comesBackAsWritten(String text) {
        assertThat(written(read(text))).isEqualTo(text);
    }

    @Test
    void surroundingSpaceAndNullAreFine() {
        assertThat(read(" \r\n\t{\"a\" : 1}\n ")).hasSize(1);
        assertThat(read("null")).isEmpty();
    }

    @Test
    void escapesBecomeTheirCharacters() {
        assertThat(read("{\"a\":\"\\u00fc\\ud83d\\ude00\\/\"}").get("a").stringValue())
                .isEqualTo("ü😀/");
    }

    static Stream<String> refused() {
        return Stream.of(
                "",
                " ",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":tru}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":1} {}",
                "{\"a\":1}x",
                "{\"a\":1}}",
                "[1]",
                "1",
                "\"a\"",
                "true",
                "/* c */ {}",
                "{} // c",
                "{\"a\":1,\"a\":1}",
                "{\"o\":{\"a\":1,\"b\":2,\"\\u0061\":3}}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\udc00\\ud800\"}",
                "{\"\\ud800\":1}",
                "{\"a\":\"\\ud800x\"}",
                "{\"a\":1e1000}",
                "{\"a\":1e-99999999999}",
                "{\"a\":" + "9".repeat(65) + "}",
                "{\"a\":0." + "1".repeat(80) + "}",
                "{\"a\":\0}",
                "\ufeff{}",
                nested(65));
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedWithoutRepeatingIt(String text) {
        assertRefused(text.getBytes(StandardCharsets.UTF_8));
    }

    private void assertRefused(byte[] text) {
        assertThatThrownBy(() -> json.read(text))
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        failure ->
                                assertThat(failure.failure())
                                        .isInstanceOfSatisfying(
                                                Failure.InvalidRequest.class,
                                                invalid ->
                                                        assertThat(invalid.errors())
                                                                .singleElement()
                                                                .asString()
                                                                .startsWith(
                                                                        "failed to decode JSON input: ")
                                                                .doesNotContain("hunter2")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"hunter2\" 1}",
                "{\"a\":hunter2}",
                "{\"a\":\"hunter2\\x\"}",
                "{\"hunter2\":1,\"hunter2\":1}",
                "{\"a\":\"hunter2",
                "hunter2",
                "{\"a\":\"hunter2\"}hunter2"
            })
    void errorsHoldNoValue(String text) {
        assertRefused(text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<byte[]> notUtf8() {
        return Stream.of(
                bytes(0xc0, 0xaf),
                bytes(0xed, 0xa0, 0x80),
                bytes(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80),
                bytes(0xff),
                bytes(0xe2, 0x82),
                bytes(0xf5, 0x80, 0x80, 0x80),
                bytes(0xf0, 0x80, 0x80, 0xaf));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void invalidUtf8IsRefused(byte[] inside) {
        byte[] text =
                ("{\"a\":\"" + "x".repeat(inside.length) + "\"}")
                        .getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(inside, 0, text, 6, inside.length);
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void otherEncodingsAreRefused(String charset) {
        assertRefused("{\"a\":\"b\"}".getBytes(java.nio.charset.Charset.forName(charset)));
    }

    @Test
    void theLimitsThemselvesAreAllowed() {
        assertThat(read(nested(64))).hasSize(1);
        assertThat(read("{\"a\":" + "9".repeat(64) + "}")).hasSize(1);
        assertThat(read("{\"a\":1e999}")).hasSize(1);
        // One name, one list, and this many strings.
        assertThat(read("{\"a\":[\"\"" + ",\"\"".repeat(9_997) + "]}")).hasSize(1);
    }

    @Test
    void manySmallThingsAreRefused() {
        assertRefused(
                ("{\"a\":[\"\"" + ",\"\"".repeat(9_998) + "]}").getBytes(StandardCharsets.UTF_8));
        assertRefused(("{\"a\":[{}" + ",{}".repeat(9_998) + "]}").getBytes(StandardCharsets.UTF_8));
        assertRefused(("{\"a\":[1" + ",1".repeat(100_000) + "]}").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void deepNestingCostsNoStack() {
        assertRefused("{\"a\":".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
        assertRefused(("{\"a\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLongStringIsOneString() {
        String text = "x".repeat(1 << 20);
        assertThat(read("{\"a\":\"" + text + "\"}").get("a").stringValue()).isEqualTo(text);
    }
}
