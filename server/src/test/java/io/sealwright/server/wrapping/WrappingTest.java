package io.sealwright.server.wrapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.LeaseGrant;
import io.sealwright.server.spi.RawBody;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.WrapInfo;
import io.sealwright.server.token.TokenDesk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class WrappingTest {
    private static final String INVALID = "wrapping token is not valid or does not exist";
    private static final String JSON =
            "{\"a\":1.50,\"n\":123456789012345678901,\"s\":\"\\u00e4 ä\",\"o\":{ \"x\":[1, 2] }}";

    private final TokenDesk desk = new TokenDesk();
    private final Wrapping wrapping = new Wrapping(desk.tokens());

    @BeforeEach
    void mount() {
        desk.mount("sys/", new WrappingRoutes(wrapping, desk.tokens()).routes());
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private WrapInfo wrapped(Response response, Duration ttl) {
        Request request = desk.request(Operation.READ, "secret/data/db", "", "root", ttl);
        return info(
                desk.node()
                        .transact(transaction ->
                                wrapping.wrap(
                                        transaction,
                                        request,
                                        Namespace.ROOT,
                                        response,
                                        desk.now())));
    }

    private static WrapInfo info(Response response) {
        WrapInfo info = response.wrapInfo();
        if (info == null) {
            throw new AssertionError("not wrapped");
        }
        return info;
    }

    private WrapInfo wrapped() {
        ObjectNode data = RawMembers.of(JSON.getBytes(StandardCharsets.UTF_8));
        return wrapped(Response.of(data), Duration.ofMinutes(2));
    }

    private static String json(Response response) {
        return JsonMapper.shared().writeValueAsString(TokenDesk.data(response));
    }

    private static String body(String token) {
        return "{\"token\":\"" + token + "\"}";
    }

    @Test
    void theAnswerSaysOnlyHowToGetAtIt() {
        Request request =
                desk.request(Operation.READ, "secret/data/db", "", "root", Duration.ofMinutes(2));
        Response response =
                desk.node()
                        .transact(transaction ->
                                wrapping.wrap(
                                        transaction,
                                        request,
                                        Namespace.ROOT,
                                        Response.of(
                                                RawMembers.of(
                                                        JSON.getBytes(StandardCharsets.UTF_8))),
                                        desk.now()));

        assertThat(response.data()).isNull();
        assertThat(response.auth()).isNull();
        WrapInfo info = info(response);
        assertThat(info.token()).startsWith("hvs.");
        assertThat(info.ttl()).isEqualTo(120);
        assertThat(info.creationPath()).isEqualTo("secret/data/db");
        assertThat(info.creationTime()).isEqualTo(desk.now());
        assertThat(info.wrappedAccessor()).isEmpty();
    }

    @Test
    void unwrapsOnceByteForByte() {
        String token = wrapped().token();

        assertThat(json(desk.post("sys/wrapping/unwrap", "", token))).isEqualTo(JSON);
        assertThatThrownBy(() -> desk.post("sys/wrapping/unwrap", "", token))
                .hasMessageContaining(INVALID);
        assertThatThrownBy(() -> desk.post("sys/wrapping/unwrap", body(token), "root"))
                .hasMessageContaining(INVALID);
    }

    @Test
    void leavesNothingBehind() {
        int before = desk.stored();
        desk.post("sys/wrapping/unwrap", "", wrapped().token());
        wrapped(
                Response.of(RawMembers.of("{}".getBytes(StandardCharsets.UTF_8))),
                Duration.ofSeconds(5));
        assertThat(desk.stored()).isGreaterThan(before);

        desk.node().pass(Duration.ofSeconds(5));
        desk.workOff();

        assertThat(desk.stored()).isEqualTo(before);
    }

    @Test
    void theTokenMayBeInTheBodyOfAnotherCaller() {
        String caller = desk.create("{\"policies\":[\"default\"]}", "root").clientToken();

        assertThat(json(desk.post("sys/wrapping/unwrap", body(wrapped().token()), caller)))
                .isEqualTo(JSON);
        assertThat(json(desk.post("sys/wrapping/unwrap", body(wrapped().token()), "")))
                .isEqualTo(JSON);
        String same = wrapped().token();
        assertThat(json(desk.post("sys/wrapping/unwrap", body(same), same))).isEqualTo(JSON);
    }

    @Test
    void anotherCallerNeedsTheRightTo() {
        String caller =
                desk.create("{\"policies\":[\"none\"],\"no_default_policy\":true}", "root")
                        .clientToken();
        String token = wrapped().token();

        assertThatThrownBy(() -> desk.post("sys/wrapping/unwrap", body(token), caller))
                .hasMessageContaining("denied");
        assertThatThrownBy(() -> desk.post("sys/wrapping/unwrap", body(token), "nonsense"))
                .hasMessageContaining("denied");
        assertThat(json(desk.post("sys/wrapping/unwrap", "", token)))
                .as("not used up by that")
                .isEqualTo(JSON);
    }

    @Test
    void anotherCallersUseIsCounted() {
        String caller =
                desk.create("{\"policies\":[\"default\"],\"num_uses\":1}", "root").clientToken();

        desk.post("sys/wrapping/unwrap", body(wrapped().token()), caller);

        assertThat(desk.lives(caller)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unwrap", "lookup", "rewrap"})
    void whatIsNoWrappingTokenIsRefused(String what) {
        for (String token : List.of("nope", "root", "x".repeat(100_000))) {
            assertThatThrownBy(() -> desk.post("sys/wrapping/" + what, body(token), "root"))
                    .hasMessageContaining(INVALID);
        }
        assertThatThrownBy(() -> desk.post("sys/wrapping/" + what, "", "root"))
                .hasMessageContaining(INVALID);
    }

    @Test
    void aRequestThatIsRefusedWritesNothing() {
        int before = desk.node().store().committed();

        assertThatThrownBy(() -> desk.post("sys/wrapping/unwrap", body("nope"), ""))
                .isInstanceOf(RequestFailure.class);
        assertThatThrownBy(() -> desk.post("sys/wrapping/lookup", body("nope"), ""))
                .isInstanceOf(RequestFailure.class);

        assertThat(desk.node().store().committed()).isEqualTo(before);
    }

    @Test
    void lookupTellsTheOriginWithoutAnyoneAsking() {
        String token = wrapped().token();
        String expected =
                "{\"creation_path\":\"secret/data/db\",\"creation_time\":\"2026-01-02T03:04:05.678Z\",\"creation_ttl\":120}";

        assertThat(json(desk.post("sys/wrapping/lookup", body(token), ""))).isEqualTo(expected);
        assertThat(json(desk.get("sys/wrapping/lookup", token))).isEqualTo(expected);
        assertThat(json(desk.post("sys/wrapping/unwrap", "", token))).isEqualTo(JSON);
    }

    @Test
    void rewrapMovesItAndKeepsPathAndTtl() {
        String first = wrapped().token();
        desk.node().pass(Duration.ofMinutes(1));

        WrapInfo info = info(desk.post("sys/wrapping/rewrap", body(first), "root"));

        assertThat(info.ttl()).isEqualTo(120);
        assertThat(info.creationPath()).isEqualTo("secret/data/db");
        assertThat(info.creationTime()).isEqualTo(desk.now());
        assertThatThrownBy(() -> desk.post("sys/wrapping/unwrap", "", first))
                .hasMessageContaining(INVALID);
        desk.node().pass(Duration.ofSeconds(100));
        assertThat(json(desk.post("sys/wrapping/unwrap", "", info.token()))).isEqualTo(JSON);
    }

    @Test
    void aWrappingTokenCannotRewrapItself() {
        String token = wrapped().token();

        assertThatThrownBy(() -> desk.post("sys/wrapping/rewrap", "", token))
                .hasMessageContaining("denied");
    }

    @Test
    void expires() {
        String token = wrapped().token();
        desk.node().pass(Duration.ofMinutes(2));

        assertThatThrownBy(() -> desk.post("sys/wrapping/unwrap", "", token))
                .hasMessageContaining(INVALID);
    }

    @Test
    void wrapsATokenWithItsAccessorAndWarnings() {
        AuthGrant inner =
                desk.create(
                        "{\"policies\":[\"default\"],\"ttl\":\"1h\",\"meta\":{\"k\":\"v\"}}",
                        "root");
        Response response =
                Response.auth(inner).withWarning("careful").withLease(new LeaseGrant("l", 5, true));

        WrapInfo info = wrapped(response, Duration.ofMinutes(1));
        Response again = desk.post("sys/wrapping/unwrap", "", info.token());

        assertThat(info.wrappedAccessor()).isEqualTo(inner.accessor());
        assertThat(again.auth()).isEqualTo(inner);
        assertThat(again.warnings()).containsExactly("careful");
        assertThat(again.lease()).isEqualTo(new LeaseGrant("l", 5, true));
        assertThat(again.data()).isNull();
        assertThat(inner.metadata()).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void wrapNeedsAWrapTtlAndGivesTheBody() {
        assertThatThrownBy(() -> desk.post("sys/wrapping/wrap", "{\"a\":1}", "root"))
                .hasMessageContaining("endpoint requires response wrapping to be used");
        Response response =
                desk.send(
                        Operation.UPDATE, "sys/wrapping/wrap", JSON, "root", Duration.ofMinutes(1));
        assertThat(json(response)).isEqualTo(JSON);
        assertThat(
                        json(
                                desk.send(
                                        Operation.UPDATE,
                                        "sys/wrapping/wrap",
                                        "",
                                        "root",
                                        Duration.ofMinutes(1))))
                .isEqualTo("{}");
    }

    @Test
    void aBodyThatIsNoEnvelopeIsNotWrapped() {
        Response raw = Response.raw(new RawBody("text/plain", out -> out.write(1)));

        assertThatThrownBy(() -> wrapped(raw, Duration.ofMinutes(1)))
                .hasMessageContaining("cannot be wrapped");
    }

    @Test
    void aWrappingTokenMayDoNothingElse() {
        String token = wrapped().token();

        for (String path :
                List.of("auth/token/lookup-self", "auth/token/renew-self", "auth/token/create")) {
            assertThatThrownBy(() -> desk.post(path, "{}", token)).hasMessageContaining("denied");
        }
    }

    @Test
    void theTtlMayExceedTheSystemsMaximumAsAtThePeer() {
        WrapInfo info =
                wrapped(
                        Response.of(RawMembers.of("{}".getBytes(StandardCharsets.UTF_8))),
                        Duration.ofHours(5_000));

        assertThat(info.ttl()).isEqualTo(18_000_000);
    }
}
