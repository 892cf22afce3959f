package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.http.RawClient.Reply;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the limits table and of the normaliser, against the real Tomcat. */
class LimitsIT {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                TestServer.echoing(
                        Map.of(
                                "sealwright.limits.body",
                                "64KB",
                                "sealwright.limits.buffered-bodies",
                                "1MB"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply get(String target, String... headers) throws IOException {
        return RawClient.get(server.port(), target, headers);
    }

    private static void assertRefused(Reply reply, int status) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        assertThat(reply.body()).startsWith("{\"errors\":[").endsWith("]}\n");
        assertThat(reply.headers()).doesNotContainKey("server");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/secret/a, secret/a",
        "/v1/secret/a/, secret/a/",
        "/v1/a%20b, a b",
        "/v1/%C3%BC, ü",
        "/v1/a%25b, a%b",
        "/v1/a%5Cb, a\\\\b",
        "/v1/a|b, a|b",
        "/v1/{a}[b]<c>^`, {a}[b]<c>^`",
        "/v1/a%25252fb, a%25252fb"
    })
    void pathsReachThePipelineDecodedOnce(String target, String path) throws IOException {
        Reply reply = get(target);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).contains("\"path\":\"" + path.replace("%2525", "%25") + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/a/../b", "/v1/a/./b", "/v1/..", "/v1/%2e%2e/b", "/v1/a%2eb", "/v1/a%2fb",
                        "/v1/a;x", "/v1/a%3bx",
                "/v1/a%00", "/v1/a%0d%0ab", "/v1/%c0%af", "/v1/%ff", "/v1/a%", "/v1/a%zz",
                        "/v1/a\tb", "/v1/a\u0001b",
                "/v1/\u00fc", "/v1/a\\b", "/v1/a#b", "/v1//../a", "/../v1/a", "/v1/../../a"
            })
    void ambiguousPathsAre400(String target) throws IOException {
        int before = server.seen().size();
        assertRefused(get(target), 400);
        assertThat(server.seen()).hasSize(before);
    }

    @Test
    void aDoubleSlashIsTheOnlyRedirectAndRunsNothing() throws IOException {
        int before = server.seen().size();
        Reply reply = RawClient.ask(server.port(), "PUT", "/v1//a//b?x=1", "{\"a\":1}");
        assertThat(reply.status()).isEqualTo(307);
        assertThat(reply.header("location")).isEqualTo("/v1/a/b?x=1");
        assertThat(get("//evil.example/v1").header("location")).isEqualTo("/evil.example/v1");
        assertThat(server.seen()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/v1", "/v2/a", "/ui", "/actuator/health", "/error", "/favicon.ico"})
    void everythingElseIs404(String target) throws IOException {
        Reply reply = get(target);
        assertRefused(reply, 404);
        assertThat(reply.body()).isEqualTo("{\"errors\":[]}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "TRACE", "PROPFIND", "get", "CONNECTX"})
    void otherMethodsAre405(String method) throws IOException {
        assertRefused(RawClient.ask(server.port(), method, "/v1/a", null), 405);
    }

    @ParameterizedTest
    @ValueSource(ints = {4_093, 16_000, 60_000, 300_000})
    void aLongPathIs414(int length) throws IOException {
        int before = server.seen().size();
        assertRefused(get("/v1/" + "a".repeat(length)), 414);
        assertThat(server.seen()).hasSize(before);
    }

    @Test
    void theLongestPathIsServed() throws IOException {
        assertThat(get("/v1/" + "a".repeat(4_092)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {33_000, 60_000, 300_000})
    void longHeadersAre431(int length) throws IOException {
        int before = server.seen().size();
        assertRefused(get("/v1/a", "X-Long: " + "a".repeat(length)), 431);
        assertThat(server.seen()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 129, 2_000})
    void manyHeadersAre431(int fields) throws IOException {
        String[] headers = new String[fields];
        for (int i = 0; i < fields; i++) {
            headers[i] = "X-" + i + ": a";
        }
        assertRefused(get("/v1/a", headers), 431);
    }

    @Test
    void headersWithinTheLimitAreServed() throws IOException {
        String[] headers = new String[120];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = "X-" + i + ": " + "a".repeat(250);
        }
        assertThat(get("/v1/a", headers).status()).isEqualTo(200);
    }

    @Test
    void aLongQueryIsAnErrorToo() throws IOException {
        assertThat(get("/v1/a?x=" + "a".repeat(100_000)).status()).isEqualTo(414);
    }

    @Test
    void anAnnouncedBodyBeyondTheLimitIs413BeforeItIsSent() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.send("PUT /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n");
            assertRefused(client.read(), 413);
        }
    }

    @Test
    void aChunkedBodyBeyondTheLimitIs413WhileItArrives() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.send("PUT /v1/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "1000\r\n" + "a".repeat(0x1000) + "\r\n";
            for (int i = 0; i < 17; i++) {
                client.send(chunk);
            }
            assertRefused(client.read(), 413);
        }
    }

    @Test
    void theClientSeesThe413AlthoughItSendsOn() throws IOException {
        String body = "a".repeat(8 << 20);
        assertRefused(RawClient.ask(server.port(), "PUT", "/v1/a", body), 413);
    }

    @Test
    void aBodyOfExactlyTheLimitIsServed() throws IOException {
        String body = "{\"a\":\"" + "x".repeat(65_536 - 8) + "\"}";
        assertThat(RawClient.ask(server.port(), "PUT", "/v1/a", body).status()).isEqualTo(200);
    }

    @Test
    void compressedBodiesAre415() throws IOException {
        assertRefused(
                RawClient.ask(server.port(), "PUT", "/v1/a", "x", "Content-Encoding: gzip"), 415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /v1/a\r\n\r\n",
                "GET /v1/a HTTP/9.9\r\n\r\n",
                "GET /v1/a HTTP/1.1\r\n\r\n",
                "GET /v1/a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /v1/a HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",
                "PUT /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "PUT /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "PUT /v1/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
                "PUT /v1/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: nonsense\r\n\r\n",
            })
    void malformedHttpIsNeverA500(String request) throws IOException {
        int before = server.seen().size();
        try (RawClient client = new RawClient(server.port())) {
            client.send(request);
            String answer =
                    new String(client.untilClosed(), java.nio.charset.StandardCharsets.ISO_8859_1);
            // HTTP/0.9 has no status line, and a broken chunk is answered by closing.
            assertThat(answer)
                    .matches("(?s)|HTTP/1.1 (4..|501|505) .*|\\{\"errors\":.*")
                    .doesNotContain("Tomcat", "<html");
        }
        assertThat(server.seen()).hasSize(before);
    }
}
