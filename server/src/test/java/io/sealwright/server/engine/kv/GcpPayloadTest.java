package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class GcpPayloadTest {
    private static GcpPayload payload(byte[] bytes) {
        return GcpPayload.of(new GcpParameters(node(bytes)));
    }

    private static ObjectNode node(byte[] bytes) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("data", Base64.getEncoder().encodeToString(bytes));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1}|JSON_MAP",
                "hunter2|STRING",
                "{a}|STRING",
                "[1]|STRING",
                "ü|STRING",
                "{\"a\":1}{}|STRING"
            })
    void textIsTextAndAnObjectIsData(String text, PayloadKind kind) {
        GcpPayload payload = payload(text.getBytes(StandardCharsets.UTF_8));
        assertThat(payload.kind()).isEqualTo(kind);
        assertThat(payload.bytes()).asString(StandardCharsets.UTF_8).isEqualTo(text);
    }

    @Test
    void everythingElseIsBytes() {
        assertThat(payload(new byte[] {(byte) 0xff}).kind()).isEqualTo(PayloadKind.BINARY);
        assertThat(payload(new byte[] {'a', (byte) 0xc3}).kind()).isEqualTo(PayloadKind.BINARY);
        byte[] late = "a".repeat(5_000).getBytes(StandardCharsets.UTF_8);
        late[4_999] = (byte) 0x80;
        assertThat(payload(late).kind()).isEqualTo(PayloadKind.BINARY);
    }

    /** The check value that catalogues of CRCs give for Castagnoli's polynomial. */
    @Test
    void theChecksumIsCrc32c() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(GcpPayload.crc32c(digits)).isEqualTo(0xe3069283L);
        ObjectNode right = node(digits).put("dataCrc32c", Long.toString(0xe3069283L));
        assertThat(GcpPayload.of(new GcpParameters(right)).checked()).isTrue();
        ObjectNode wrong = node(digits).put("dataCrc32c", "-486108541");
        assertThatThrownBy(() -> GcpPayload.of(new GcpParameters(wrong)))
                .hasMessageContaining("checksum verification failed")
                .hasMessageContaining("INVALID_ARGUMENT");
    }

    @Test
    void thereIsSomethingInItAndNotTooMuch() {
        assertThat(payload(new byte[GcpPayload.MAX]).bytes()).hasSize(65_536);
        assertThatThrownBy(() -> payload(new byte[GcpPayload.MAX + 1]))
                .hasMessageContaining("INVALID_ARGUMENT");
        assertThatThrownBy(() -> payload(new byte[0])).hasMessageContaining("INVALID_ARGUMENT");
    }
}
