package io.sealwright.server.api.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.http.RawClient;
import io.sealwright.server.http.RawClient.Reply;
import io.sealwright.server.http.TestServer;
import io.sealwright.server.request.Answer;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RawBody;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** How what Vault's clients send becomes a request, and an answer what they read. */
class VaultApiIT {
    private static TestServer server;

    private static final class Health implements DirectEndpoint {
        @Override
        public Set<String> paths() {
            return Set.of("sys/health");
        }

        @Override
        public Set<Operation> operations() {
            return Set.of(Operation.READ);
        }

        @Override
        public DirectAnswer handle(Request request) {
            return new DirectAnswer(
                    473,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("query", request.body().object().toString()),
                    Map.of("X-A", "b"));
        }
    }

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of(), VaultApiIT::answer, List.of(new Health()), List.of());
    }

    private static Answer answer(Request request) {
        return switch (request.path()) {
            case "empty" -> new Answer.Success(Response.empty(), "kv", 9);
            case "gone" ->
                    new Answer.Failed(
                            new Failure.NotFound(
                                    List.of(),
                                    JsonNodeFactory.instance.objectNode().putNull("data")));
            case "busy" ->
                    new Answer.Failed(new Failure.Unavailable("no leader", Duration.ofSeconds(2)));
            case "text" ->
                    new Answer.Success(
                            Response.raw(
                                    new RawBody(
                                            "text/plain; version=0.0.4",
                                            out ->
                                                    out.write(
                                                            "up 1\n"
                                                                    .getBytes(
                                                                            StandardCharsets
                                                                                    .US_ASCII)))),
                            "system",
                            0);
            default -> echo(request);
        };
    }

    private static Answer echo(Request request) {
        var data = JsonNodeFactory.instance.objectNode();
        data.put("operation", request.operation().name());
        data.set("body", request.body().object());
        data.put("raw", new String(request.body().raw(), StandardCharsets.UTF_8));
        data.put("token", request.token());
        data.put("namespace", request.namespace());
        data.put("wrap", request.wrapTtl().toString());
        return new Answer.Success(Response.of(data), "kv", 42);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply ask(String method, String target, @Nullable String body, String... headers)
            throws IOException {
        return RawClient.ask(server.port(), method, target, body, headers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET    | /v1/a                     | READ   | {}
                    GET    | /v1/a?list=true           | LIST   | {}
                    GET    | /v1/a?list=1&after=x&limit=2 | LIST | {"after":"x","limit":"2"}
                    GET    | /v1/a?list=false&version=2 | READ  | {"version":"2"}
                    GET    | /v1/a?scan=true           | SCAN   | {}
                    GET    | /v1/a?help=1              | HELP   | {}
                    GET    | /v1/a?version=3&x=%20+y   | READ   | {"version":"3","x":"  y"}
                    LIST   | /v1/a                     | LIST   | {}
                    LIST   | /v1/a?after=b             | LIST   | {"after":"b"}
                    SCAN   | /v1/a/                    | SCAN   | {}
                    DELETE | /v1/a                     | DELETE | {}
                    DELETE | /v1/a?versions=1&versions=2 | DELETE | {"versions":["1","2"]}
                    POST   | /v1/a                     | UPDATE | {}
                    PUT    | /v1/a?cas=1               | UPDATE | {}
                    """)
    void operationsAndParametersOfTheQuery(
            String method, String target, String operation, String body) throws IOException {
        Reply reply = ask(method, target, null);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body())
                .contains("\"operation\":\"" + operation + "\",\"body\":" + body + ",");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/a?list=maybe",
                "/v1/a?help=2",
                "/v1/a?list=true&list=true",
                "/v1/a?x=%zz",
                "/v1/a?x=%ff"
            })
    void brokenQueriesAre400(String target) throws IOException {
        assertThat(ask("GET", target, null).status()).isEqualTo(400);
    }

    @Test
    void theBodyOfAWriteComesAsObjectAndAsItWas() throws IOException {
        String body = " {\"b\":1.50, \"a\":18446744073709551616}\n";
        for (String type :
                List.of(
                        "application/json",
                        "application/json; charset=utf-8",
                        "application/x-www-form-urlencoded",
                        "text/plain")) {
            Reply reply = ask("POST", "/v1/a", body, "Content-Type: " + type);
            assertThat(reply.body())
                    .contains(
                            "\"body\":{\"b\":1.50,\"a\":18446744073709551616},\"raw\":\" {\\\"b\\\":1.50, \\\"a\\\":18446744073709551616}\\n\"");
        }
        assertThat(ask("PUT", "/v1/a", body).status()).isEqualTo(200);
    }

    @Test
    void realFormsAreTaken() throws IOException {
        assertThat(
                        ask(
                                        "POST",
                                        "/v1/a",
                                        "a=1&b=x+y&b=%7B",
                                        "Content-Type: application/x-www-form-urlencoded")
                                .body())
                .contains("\"body\":{\"a\":\"1\",\"b\":[\"x y\",\"{\"]},\"raw\":\"\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "null"})
    void nothingIsAnEmptyObject(String body) throws IOException {
        assertThat(ask("PUT", "/v1/a", body).body()).contains("\"body\":{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1]", "a=1", "{\"a\":1,\"a\":2}", "{}{}"})
    void badJsonIs400(String body) throws IOException {
        Reply reply = ask("PUT", "/v1/a", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).startsWith("{\"errors\":[\"failed to decode JSON input: ");
    }

    @Test
    void aPatchNeedsItsMediaType() throws IOException {
        assertThat(ask("PATCH", "/v1/a", "{}").status()).isEqualTo(415);
        assertThat(ask("PATCH", "/v1/a", "{}", "Content-Type: application/json").body())
                .isEqualTo(
                        "{\"errors\":[\"PATCH requires Content-Type of application/merge-patch+json\"]}\n");
        Reply reply =
                ask("PATCH", "/v1/a", "{\"a\":null}", "Content-Type: application/merge-patch+json");
        assertThat(reply.body()).contains("\"operation\":\"PATCH\",\"body\":{\"a\":null}");
    }

    @Test
    void aBodyThatMeansNothingIsReadAndForgotten() throws IOException {
        assertThat(ask("GET", "/v1/a", "{broken").status()).isEqualTo(200);
        assertThat(ask("DELETE", "/v1/a", "{\"a\":1}").body()).contains("\"body\":{}");
    }

    @Test
    void eitherHeaderBringsTheToken() throws IOException {
        assertThat(ask("GET", "/v1/a", null, "X-Vault-Token: hvs.a").body())
                .contains("\"token\":\"hvs.a\"");
        assertThat(ask("GET", "/v1/a", null, "Authorization: Bearer hvs.b").body())
                .contains("\"token\":\"hvs.b\"");
        assertThat(ask("GET", "/v1/a", null, "Authorization: Basic abc").body())
                .contains("\"token\":\"\"");
        assertThat(ask("GET", "/v1/a", null, "X-Vault-Token: a", "Authorization: Bearer b").body())
                .contains("\"token\":\"a\"");
        Request last = server.seen().getLast();
        assertThat(last.headers())
                .doesNotContainKeys("x-vault-token", "authorization")
                .containsKey("host");
        assertThat(last.remote().address()).isEqualTo("127.0.0.1");
    }

    @Test
    void namespaceAndWrapping() throws IOException {
        assertThat(ask("GET", "/v1/a", null, "X-Vault-Namespace: /team/a/").body())
                .contains("\"namespace\":\"team/a\"");
        assertThat(ask("GET", "/v1/a", null, "X-Vault-Wrap-TTL: 90").body())
                .contains("\"wrap\":\"PT1M30S\"");
        assertThat(ask("GET", "/v1/a", null, "X-Vault-Wrap-TTL: 5m").body())
                .contains("\"wrap\":\"PT5M\"");
        Reply bad = ask("GET", "/v1/a", null, "X-Vault-Wrap-TTL: hunter2");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.body())
                .startsWith("{\"errors\":[\"error parsing X-Vault-Wrap-TTL header")
                .doesNotContain("hunter2");
    }

    @Test
    void answersCarryTheirHeaders() throws IOException {
        Reply reply = ask("GET", "/v1/a", null, "X-Vault-Request: true", "X-Vault-Index: 1");
        assertThat(reply.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-vault-index", "42")
                .containsKeys("date", "content-length")
                .doesNotContainKeys(
                        "strict-transport-security",
                        "set-cookie",
                        "server",
                        "keep-alive",
                        "transfer-encoding");
        assertThat(reply.body()).startsWith("{\"request_id\":\"").endsWith(",\"auth\":null}\n");
    }

    @Test
    void anAnswerWithoutABody() throws IOException {
        Reply reply = ask("PUT", "/v1/empty", "{}");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.headers())
                .containsEntry("x-vault-index", "9")
                .doesNotContainKey("content-length");
    }

    @Test
    void failuresAreErrors() throws IOException {
        Reply busy = ask("GET", "/v1/busy", null);
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.header("retry-after")).isEqualTo("2");
        assertThat(busy.body()).isEqualTo("{\"errors\":[\"no leader\"]}\n");
    }

    @Test
    void whatIsGoneButKnownIs404WithItsEnvelope() throws IOException {
        Reply gone = ask("GET", "/v1/gone", null);
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.body()).contains("\"data\":{\"data\":null},\"wrap_info\":null");
    }

    @Test
    void otherBodiesAreSentAsTheyAre() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /v1/text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            String answer = new String(client.untilClosed(), StandardCharsets.ISO_8859_1);
            assertThat(answer)
                    .contains("Content-Type: text/plain; version=0.0.4\r\n")
                    .contains("up 1\n");
        }
    }

    @Test
    void directEndpointsAnswerByThemselves() throws IOException {
        Reply reply = ask("GET", "/v1/sys/health?standbyok=true", null);
        assertThat(reply.status()).isEqualTo(473);
        assertThat(reply.header("x-a")).isEqualTo("b");
        assertThat(reply.body()).isEqualTo("{\"query\":\"{\\\"standbyok\\\":\\\"true\\\"}\"}\n");
        Reply head = ask("HEAD", "/v1/sys/health", null);
        assertThat(head.status()).isEqualTo(473);
        assertThat(head.body()).isEmpty();
        assertThat(ask("DELETE", "/v1/sys/health", null).status()).isEqualTo(405);
        assertThat(ask("HEAD", "/v1/a", null).status()).isEqualTo(405);
    }
}
