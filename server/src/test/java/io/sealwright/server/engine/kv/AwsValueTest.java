package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class AwsValueTest {
    private static AwsValue text(String text) {
        return required(AwsValue.of(parameters("SecretString", text)));
    }

    private static AwsValue required(@Nullable AwsValue value) {
        if (value == null) {
            throw new AssertionError("no value");
        }
        return value;
    }

    private static AwsParameters parameters(String name, String value) {
        return new AwsParameters(JsonNodeFactory.instance.objectNode().put(name, value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\": 1}",
                "{\"a\":{\"b\":[1,2,{\"c\":null}]}}",
                "{\"ü\":\"\\u00e9\"}"
            })
    void oneJsonObjectIsAMap(String text) {
        assertThat(text(text).kind()).isEqualTo(PayloadKind.JSON_MAP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "[1]",
                "null",
                " {}",
                "{} ",
                "{}{}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1}}",
                "{",
                "}"
            })
    void everythingElseIsText(String text) {
        AwsValue value = text(text);
        assertThat(value.kind()).isEqualTo(PayloadKind.STRING);
        assertThat(value.payload()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tooDeepAMapIsText() {
        assertThat(text("{\"a\":".repeat(65) + "1" + "}".repeat(65)).kind())
                .isEqualTo(PayloadKind.STRING);
    }

    @Test
    void aValueHasAtMost64KiB() {
        assertThat(text("a".repeat(65_536)).payload()).hasSize(65_536);
        assertThatThrownBy(() -> text("a".repeat(65_537))).isInstanceOf(RequestFailure.class);
        assertThatThrownBy(() -> text("ü".repeat(32_769))).isInstanceOf(RequestFailure.class);
        assertThatThrownBy(() -> text("")).isInstanceOf(RequestFailure.class);
    }

    @Test
    void whatIsNotBase64IsNoBinary() {
        assertThatThrownBy(() -> AwsValue.of(parameters("SecretBinary", "!")))
                .isInstanceOf(RequestFailure.class);
        assertThat(required(AwsValue.of(parameters("SecretBinary", "AAH/"))).payload())
                .isEqualTo(new byte[] {0, 1, (byte) 0xff});
    }

    @Test
    void quotedTextIsReadBackAsItWas() {
        StringBuilder all = new StringBuilder("ü€🔑");
        for (char c = 0; c < 0x80; c++) {
            all.append(c);
        }
        byte[] json = AwsValue.quoted(all.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(JsonMapper.shared().readValue(json, String.class)).isEqualTo(all.toString());
    }

    @Test
    void aValueOfAnotherTypeIsRefused() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("SecretString", 1);
        assertThatThrownBy(() -> AwsValue.of(new AwsParameters(body)))
                .isInstanceOf(RequestFailure.class);
    }
}
