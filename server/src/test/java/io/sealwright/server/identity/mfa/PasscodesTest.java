package io.sealwright.server.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.Totp;
import io.sealwright.policy.Operation;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.TransactionId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PasscodesTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Namespace TEAM = new Namespace(7, "abc", "", "team/", Map.of(), false);

    private static PlacedMethod method(String id, String name, Namespace namespace) {
        return new PlacedMethod(
                new TotpMethod(id, name, "i", 30, Totp.Algorithm.SHA1, 6, 1, 20, 0, 5), namespace);
    }

    private static Passcodes headers(String... values) {
        ObjectNode body = MAPPER.createObjectNode();
        return Passcodes.ofHeaders(
                new Request(
                        TransactionId.random(new SecureRandom()),
                        Operation.UPDATE,
                        "",
                        "auth/x/login",
                        new RequestBody(body, new byte[0]),
                        "",
                        Duration.ZERO,
                        new Remote("127.0.0.1", 1, false),
                        Map.of("x-vault-mfa", List.of(values)),
                        Instant.EPOCH,
                        Deadline.in(Duration.ofSeconds(1))));
    }

    private static Passcodes payload(String json) {
        return Passcodes.ofPayload(MAPPER.readValue(json, ObjectNode.class));
    }

    @Test
    void headersNameAMethodByItsIdOrItsFullName() {
        Passcodes sent = headers("id1:123456", "team/second:222", "", "third", "id1:1:2");

        assertThat(sent.of(method("id1", "", Namespace.ROOT))).containsExactly("123456", "1:2");
        assertThat(sent.of(method("id2", "second", TEAM))).containsExactly("222");
        assertThat(sent.of(method("id2", "second", Namespace.ROOT))).isNull();
        assertThat(sent.of(method("id3", "third", Namespace.ROOT))).isEmpty();
        assertThat(sent.of(method("id4", "", Namespace.ROOT))).isNull();
    }

    @Test
    void nothingIsNothing() {
        assertThat(headers().isEmpty()).isTrue();
        assertThat(headers("").isEmpty()).isTrue();
        assertThat(headers("x").isEmpty()).isFalse();
        assertThat(payload("{}").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {":", ":1", "m:"})
    void headersThatSayNothing(String value) {
        assertThatThrownBy(() -> headers(value)).isInstanceOf(RequestFailure.class);
    }

    @Test
    void payloads() {
        Passcodes sent = payload("{\"a\":[\"1\",\"\"],\"b\":\"2\",\"c\":null,\"d\":[]}");

        assertThat(sent.of(method("a", "", Namespace.ROOT))).containsExactly("1", "");
        assertThat(sent.of(method("b", "", Namespace.ROOT))).containsExactly("2");
        assertThat(sent.of(method("c", "", Namespace.ROOT))).isEmpty();
        assertThat(sent.of(method("d", "", Namespace.ROOT))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":[1]}", "{\"a\":{}}", "{\"a\":[null]}", "{\"a\":true}"})
    void payloadsThatAreNone(String json) {
        assertThatThrownBy(() -> payload(json)).isInstanceOf(RequestFailure.class);
    }

    @Test
    void onePasscode() {
        assertThat(Passcodes.single(List.of())).isEmpty();
        assertThat(Passcodes.single(List.of("", " 1 "))).isEqualTo("1");
        assertThat(Passcodes.single(List.of("passcode= 1"))).isEqualTo("1");
        for (List<String> bad :
                List.of(
                        List.of("1", "2"),
                        List.of("x=1"),
                        List.of("passcode="),
                        List.of("  "),
                        List.of("1", "passcode=1"))) {
            assertThatThrownBy(() -> Passcodes.single(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void showsNothing() {
        assertThat(headers("id1:123456").toString()).isEqualTo("Passcodes[1]");
    }
}
