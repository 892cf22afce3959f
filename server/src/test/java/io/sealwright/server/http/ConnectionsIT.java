package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.RawClient.Reply;
import io.sealwright.server.request.Answer;
import io.sealwright.server.spi.Request;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.JsonNodeFactory;

/** Slow, many and greedy clients. */
@Timeout(120)
class ConnectionsIT {
    private final List<AutoCloseable> open = new ArrayList<>();

    /** Quick and reserved, as the real one. */
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
        public boolean reserved() {
            return true;
        }

        @Override
        public DirectAnswer handle(Request request) {
            return DirectAnswer.of(JsonNodeFactory.instance.objectNode().put("ok", true));
        }
    }

    /** Counts what is uploaded; refuses what has no token, without reading it. */
    private static final class Upload implements StreamingEndpoint {
        private final AtomicLong bytes = new AtomicLong();

        @Override
        public Set<String> paths() {
            return Set.of("sys/storage/raft/snapshot");
        }

        @Override
        public DirectAnswer handle(Request request, InputStream body) throws IOException {
            if (request.token().isEmpty()) {
                throw io.sealwright.server.spi.RequestFailure.denied();
            }
            byte[] chunk = new byte[64 << 10];
            for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
                bytes.addAndGet(count);
            }
            return DirectAnswer.empty();
        }
    }

    private <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private RawClient connect(TestServer server) throws IOException {
        return closing(new RawClient(server.port()));
    }

    private TestServer server(
            Map<String, String> limits, java.util.function.Function<Request, Answer> handler) {
        return closing(TestServer.start(limits, handler, List.of(new Health()), List.of()));
    }

    private static void assertHealthy(TestServer server) throws IOException {
        assertThat(RawClient.get(server.port(), "/v1/sys/health").body())
                .isEqualTo("{\"ok\":true}\n");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    @Test
    void thousandsOfSlowClientsHoldNoThread() throws IOException {
        TestServer server =
                server(Map.of("sealwright.limits.concurrent-requests", "4"), TestServer::echo);
        for (int i = 0; i < 300; i++) {
            connect(server);
            connect(server).send("GET /v1/a HTTP/1.1\r\nHo");
            connect(server)
                    .send("PUT /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"a\":");
        }
        assertHealthy(server);
        assertThat(RawClient.ask(server.port(), "PUT", "/v1/a", "{\"b\":1}").status())
                .isEqualTo(200);
    }

    @Test
    void aLongBodyWithoutATokenIsRefused() throws IOException {
        TestServer server = server(Map.of(), TestServer::echo);
        String body = "{\"a\":\"" + "x".repeat(100_000) + "\"}";
        assertThat(RawClient.ask(server.port(), "PUT", "/v1/a", body).status()).isEqualTo(413);
        assertHealthy(server);
    }

    @Test
    void aBodyInPiecesIsReadWhole() throws IOException {
        TestServer server = server(Map.of(), TestServer::echo);
        RawClient client = connect(server);
        String body = "{\"a\":\"" + "x".repeat(100_000) + "\",\"b\":1}";
        client.send(
                "PUT /v1/a HTTP/1.1\r\nHost: a\r\nX-Vault-Token: t\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n");
        for (int at = 0; at < body.length(); at += 9_973) {
            client.send(body.substring(at, Math.min(body.length(), at + 9_973)));
        }
        Reply reply = client.read();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains(body);
        // The connection goes on.
        client.send(RawClient.request("PUT", "/v1/b", "{}"));
        assertThat(client.read().body()).contains("\"path\":\"b\"");
    }

    @Test
    void aChunkedBodyAndPipelinedRequestsAreReadWhole() throws IOException {
        TestServer server = server(Map.of(), TestServer::echo);
        RawClient client = connect(server);
        String chunked =
                "PUT /v1/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n";
        client.send(
                chunked
                        + RawClient.request("PUT", "/v1/b", "{\"b\":2}")
                        + RawClient.request("GET", "/v1/c", null));
        assertThat(client.read().body()).contains("\"path\":\"a\",\"body\":{\"a\":1}");
        assertThat(client.read().body()).contains("\"path\":\"b\",\"body\":{\"b\":2}");
        assertThat(client.read().body()).contains("\"path\":\"c\"");
    }

    @Test
    void aClientThatWaitsForContinueIsToldToGoOn() throws IOException {
        TestServer server = server(Map.of(), TestServer::echo);
        RawClient client = connect(server);
        client.send(
                "PUT /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(100);
        client.send("{\"a\":1}");
        assertThat(client.read().status()).isEqualTo(200);
    }

    @Test
    void aBodyThatStopsIsClosedAndItsRoomComesBack() throws Exception {
        TestServer server =
                server(
                        Map.of(
                                "sealwright.limits.body-timeout",
                                "300ms",
                                "sealwright.limits.body",
                                "64KB"),
                        TestServer::echo);
        BodyBudget budget = server.bean(BodyBudget.class);
        long free = budget.free();
        RawClient client = connect(server);
        client.send("PUT /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"a\":");
        client.untilClosed();
        assertThat(server.working()).isZero();
        RawClient gone = connect(server);
        gone.send("PUT /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"a\":");
        while (budget.free() == free) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        gone.close();
        while (budget.free() != free || server.working() > 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(server.seen()).isEmpty();
        assertHealthy(server);
    }

    @Test
    void aHeaderThatStopsIsClosed() throws Exception {
        TestServer server =
                server(Map.of("sealwright.limits.header-timeout", "300ms"), TestServer::echo);
        RawClient client = connect(server);
        client.send("GET /v1/a HTTP/1.1\r\nHost: a\r\nX-");
        client.untilClosed();
        RawClient idle = connect(server);
        idle.untilClosed();
        assertHealthy(server);
    }

    @Test
    void bodiesBeyondAllMemoryForThemAre503() throws Exception {
        TestServer server =
                server(
                        Map.of(
                                "sealwright.limits.body",
                                "64KB",
                                "sealwright.limits.buffered-bodies",
                                "64KB"),
                        TestServer::echo);
        RawClient holder = connect(server);
        holder.send(
                "PUT /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"
                        + "x".repeat(50_000));
        BodyBudget budget = server.bean(BodyBudget.class);
        while (budget.free() > 16_000) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        Reply reply =
                RawClient.ask(
                        server.port(), "PUT", "/v1/b", "{\"a\":\"" + "x".repeat(30_000) + "\"}");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("retry-after")).isEqualTo("1");
        assertHealthy(server);
    }

    @Test
    void requestsBeyondPlacesAndQueueAre503AndHealthStillAnswers() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch working = new CountDownLatch(2);
        TestServer server =
                server(
                        Map.of(
                                "sealwright.limits.concurrent-requests",
                                "2",
                                "sealwright.limits.queued-requests",
                                "3"),
                        request -> {
                            working.countDown();
                            await(go);
                            return TestServer.echo(request);
                        });
        List<RawClient> waiting = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            waiting.add(ask(server, i));
        }
        assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
        for (int i = 2; i < 5; i++) {
            waiting.add(ask(server, i));
        }
        Admission admission = server.bean(Admission.class);
        while (admission.waiting() < 3) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        Reply refused = RawClient.get(server.port(), "/v1/one-more");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        Reply refusedWithBody = RawClient.ask(server.port(), "PUT", "/v1/one-more", "{}");
        assertThat(refusedWithBody.status()).isEqualTo(503);
        for (int i = 0; i < 50; i++) {
            assertHealthy(server);
        }
        go.countDown();
        for (int i = 0; i < waiting.size(); i++) {
            assertThat(waiting.get(i).read().body()).contains("\"path\":\"" + i + "\"");
        }
        assertThat(RawClient.get(server.port(), "/v1/again").status()).isEqualTo(200);
    }

    private RawClient ask(TestServer server, int number) throws IOException {
        RawClient client = connect(server);
        client.send(
                number % 2 == 0
                        ? RawClient.request("GET", "/v1/" + number, null)
                        : RawClient.request("PUT", "/v1/" + number, "{}"));
        return client;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anUploadStreamsBeyondEveryLimit() throws IOException {
        Upload upload = new Upload();
        TestServer server =
                closing(
                        TestServer.start(
                                Map.of(
                                        "sealwright.limits.body",
                                        "64KB",
                                        "sealwright.limits.buffered-bodies",
                                        "64KB"),
                                TestServer::echo,
                                List.of(),
                                List.of(upload)));
        RawClient client = connect(server);
        int length = 20 << 20;
        client.send(
                "POST /v1/sys/storage/raft/snapshot HTTP/1.1\r\nHost: a\r\nX-Vault-Token: t\r\nContent-Length: "
                        + length
                        + "\r\n\r\n");
        byte[] chunk = new byte[1 << 20];
        for (int sent = 0; sent < length; sent += chunk.length) {
            client.send(chunk);
        }
        assertThat(client.read().status()).isEqualTo(204);
        assertThat(upload.bytes.get()).isEqualTo(length);
        // A GET of the same path is an ordinary request.
        assertThat(RawClient.get(server.port(), "/v1/sys/storage/raft/snapshot").body())
                .contains("\"operation\":\"READ\"");
    }

    @Test
    void anUploadThatIsRefusedIsNotRead() throws IOException {
        Upload upload = new Upload();
        TestServer server =
                closing(TestServer.start(Map.of(), TestServer::echo, List.of(), List.of(upload)));
        Reply reply =
                RawClient.ask(
                        server.port(),
                        "POST",
                        "/v1/sys/storage/raft/snapshot",
                        "x".repeat(4 << 20));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(upload.bytes.get()).isZero();
    }

    @Test
    void whatThePipelineThrowsIsA500WithoutDetail() throws IOException {
        TestServer server =
                server(
                        Map.of(),
                        request -> {
                            throw new IllegalStateException("hunter2");
                        });
        Reply reply = RawClient.get(server.port(), "/v1/a");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body()).isEqualTo("{\"errors\":[\"internal error\"]}\n");
        // Also where the body arrived by itself.
        RawClient client = connect(server);
        client.send("PUT /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
        client.send("{}");
        assertThat(client.read().status()).isEqualTo(500);
    }

    @Test
    void anErrorOfTheMachineIsNotAnEmpty200() throws IOException {
        TestServer server =
                server(
                        Map.of(),
                        request -> {
                            throw new LinkageError("hunter2");
                        });
        assertThat(RawClient.get(server.port(), "/v1/a").status()).isEqualTo(500);
        RawClient client = connect(server);
        client.send("PUT /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
        client.send("{}");
        assertThat(client.read().status()).isEqualTo(500);
    }
}
