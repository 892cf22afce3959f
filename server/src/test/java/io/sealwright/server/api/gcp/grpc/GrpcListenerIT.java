package io.sealwright.server.api.gcp.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.AddSecretVersionRequest;
import com.google.cloud.secretmanager.v1.SecretPayload;
import com.google.cloud.secretmanager.v1.ServiceProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.http.TestCertificate;
import io.sealwright.server.http.TestServer;
import io.sealwright.server.request.Answer;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RawJson;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The gRPC listener, in front of a pipeline of the test's. */
@Timeout(120)
final class GrpcListenerIT {
    private static final String VERSION = "projects/p/secrets/s/versions/1";
    private static final GcpMethod ACCESS = GcpMethod.ACCESS_SECRET_VERSION;
    private static final AccessSecretVersionRequest REQUEST =
            AccessSecretVersionRequest.newBuilder().setName(VERSION).build();

    private static TestServer server(Function<Request, Answer> handler, String... properties) {
        Map<String, String> all = new HashMap<>();
        all.put("sealwright.listener.gcp.grpc-address", "127.0.0.1:0");
        for (int i = 0; i < properties.length; i += 2) {
            all.put(properties[i], properties[i + 1]);
        }
        return TestServer.start(all, handler, List.of(), List.of());
    }

    private static GrpcClient client(TestServer server) {
        return GrpcClient.plain(port(server));
    }

    private static int port(TestServer server) {
        return server.bean(GrpcListener.class).port();
    }

    private static Answer secret(Request request) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("name", VERSION);
        data.putObject("payload")
                .putPOJO("data", new RawJson("\"aHVudGVyMg==\"".getBytes(StandardCharsets.UTF_8)));
        return new Answer.Success(Response.of(data), "kv", 7);
    }

    private static Answer nothing(Request request) {
        return new Answer.Success(Response.of(JsonNodeFactory.instance.objectNode()), "kv", 7);
    }

    private static Status status(Runnable call) {
        try {
            call.run();
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    private static Future<Message> inBackground(GrpcClient client) {
        return ClientCalls.futureUnaryCall(
                client.channel().newCall(GrpcClient.descriptor(ACCESS), CallOptions.DEFAULT),
                REQUEST);
    }

    private static AddSecretVersionRequest ofSize(int bytes) {
        return AddSecretVersionRequest.newBuilder()
                .setParent("projects/p/secrets/s")
                .setPayload(
                        SecretPayload.newBuilder().setData(ByteString.copyFrom(new byte[bytes])))
                .build();
    }

    @Test
    void aCallIsARequestOfThePipeline() {
        try (TestServer server = server(GrpcListenerIT::secret);
                GrpcClient client = client(server)) {
            AccessSecretVersionResponse answer =
                    (AccessSecretVersionResponse) client.call(ACCESS, REQUEST);
            assertThat(answer.getPayload().getData().toStringUtf8()).isEqualTo("hunter2");
            Request seen = server.seen().getLast();
            assertThat(seen.token()).isEqualTo("t");
            assertThat(seen.remote().address()).isEqualTo("127.0.0.1");
            assertThat(seen.remote().tls()).isFalse();
            assertThat(seen.headers()).containsKey("user-agent").doesNotContainKey("authorization");
            assertThat(seen.action())
                    .hasToString("InProject[api=gcp, name=AccessSecretVersion, project=p]");
            assertThat(seen.body().object().get("name").stringValue()).isEqualTo(VERSION);
        }
    }

    @Test
    void whatIsRefusedHasGooglesCodes() {
        try (TestServer server =
                        server(_ -> new Answer.Failed(new Failure.Named("NOT_FOUND", "no such")));
                GrpcClient client = client(server)) {
            Status status = status(() -> client.call(ACCESS, REQUEST));
            assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
            assertThat(status.getDescription()).isEqualTo("no such");
            Status unnamed =
                    status(() ->
                            client.call(ACCESS, AccessSecretVersionRequest.getDefaultInstance()));
            assertThat(unnamed.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
    }

    @Test
    void aBugTellsNothing() {
        try (TestServer server =
                        server(_ -> {
                            throw new IllegalStateException("hunter2");
                        });
                GrpcClient client = client(server)) {
            Status status = status(() -> client.call(ACCESS, REQUEST));
            assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(status.getDescription()).isEqualTo("internal error");
        }
    }

    @Test
    void everyMethodOfTheServiceIsThere() {
        assertThat(Stream.of(GcpMethod.values()).map(GcpMethod::wireName).toList())
                .containsAll(
                        ServiceProto.getDescriptor()
                                .findServiceByName("SecretManagerService")
                                .getMethods()
                                .stream()
                                .map(method -> method.getName())
                                .toList());
    }

    @Test
    void aMessageHasAnEnd() {
        try (TestServer server = server(GrpcListenerIT::nothing);
                GrpcClient client = client(server)) {
            GcpMethod add = GcpMethod.ADD_SECRET_VERSION;
            assertThat(status(() -> client.call(add, ofSize(200 << 10))).isOk()).isTrue();
            int before = server.seen().size();
            assertThat(status(() -> client.call(add, ofSize(256 << 10))).getCode())
                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(server.seen()).hasSize(before);
        }
    }

    @Test
    void messagesCountAsBodiesInMemory() {
        try (TestServer server =
                        server(
                                GrpcListenerIT::nothing,
                                "sealwright.limits.body",
                                "64KB",
                                "sealwright.limits.buffered-bodies",
                                "64KB");
                GrpcClient client = client(server)) {
            GcpMethod add = GcpMethod.ADD_SECRET_VERSION;
            Status status = status(() -> client.call(add, ofSize(100 << 10)));
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(status.getDescription()).contains("request bodies in memory");
            for (int i = 0; i < 10; i++) {
                assertThat(status(() -> client.call(add, ofSize(60 << 10))).isOk()).isTrue();
            }
        }
    }

    /** Sends bytes as they are. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }

    @Test
    void whatIsNoMessageIsRefused() {
        MethodDescriptor<byte[], byte[]> descriptor =
                GrpcClient.descriptor(ACCESS).toBuilder(new Bytes(), new Bytes()).build();
        try (TestServer server = server(GrpcListenerIT::secret);
                GrpcClient client = client(server)) {
            Status status =
                    status(() ->
                            ClientCalls.blockingUnaryCall(
                                    client.channel(),
                                    descriptor,
                                    CallOptions.DEFAULT,
                                    new byte[] {(byte) 0xff, 1, 2}));
            assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(server.seen()).isEmpty();
        }
    }

    @Test
    void aMessageThatDoesNotComeIsNotWaitedForLong() throws Exception {
        try (TestServer server =
                        server(GrpcListenerIT::secret, "sealwright.limits.body-timeout", "300ms");
                GrpcClient client = client(server)) {
            // Of a unary call gRPC sends nothing before the message is there.
            MethodDescriptor<Message, Message> streaming =
                    GrpcClient.descriptor(ACCESS).toBuilder()
                            .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                            .build();
            ClientCall<Message, Message> call =
                    client.channel().newCall(streaming, CallOptions.DEFAULT);
            CompletableFuture<Status> ended = new CompletableFuture<>();
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            ended.complete(status);
                        }
                    },
                    new Metadata());
            call.request(1);
            assertThat(ended.get(30, TimeUnit.SECONDS).getCode())
                    .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(server.seen()).isEmpty();
        }
    }

    @Test
    void placesAreSharedAndTheQueueEnds() throws Exception {
        Held held = new Held(GrpcListenerIT::secret);
        try (TestServer server =
                        server(
                                held,
                                "sealwright.limits.concurrent-requests",
                                "1",
                                "sealwright.limits.queued-requests",
                                "1");
                GrpcClient client = client(server)) {
            Future<Message> working = inBackground(client);
            held.awaitRequest();
            // Of these two one waits and one is refused, whichever comes first.
            List<CompletableFuture<Status>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                both.add(
                        CompletableFuture.supplyAsync(
                                () -> status(() -> client.call(ACCESS, REQUEST)),
                                task -> Thread.ofVirtual().start(task)));
            }
            Object first =
                    CompletableFuture.anyOf(both.get(0), both.get(1)).get(30, TimeUnit.SECONDS);
            assertThat(((Status) first).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            held.release();
            assertThat(working.get(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(
                            List.of(
                                    both.get(0).get(30, TimeUnit.SECONDS).getCode(),
                                    both.get(1).get(30, TimeUnit.SECONDS).getCode()))
                    .containsExactlyInAnyOrder(Status.Code.OK, Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void theCallersDeadlineBoundsTheRequest() {
        try (TestServer server = server(GrpcListenerIT::secret);
                GrpcClient client = client(server)) {
            client.call(
                    ACCESS, REQUEST, CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS));
            assertThat(server.seen().getLast().deadline().left().toSeconds()).isLessThan(5);
            client.call(ACCESS, REQUEST, CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.HOURS));
            assertThat(server.seen().getLast().deadline().left().toSeconds()).isLessThan(21);
        }
    }

    @Test
    void connectionsAreCounted() throws Exception {
        try (TestServer server =
                server(GrpcListenerIT::secret, "sealwright.listener.gcp.grpc-connections", "1")) {
            try (GrpcClient client = client(server);
                    GrpcClient further = client(server)) {
                assertThat(status(() -> client.call(ACCESS, REQUEST)).isOk()).isTrue();
                assertThat(status(() -> further.call(ACCESS, REQUEST)).getCode())
                        .isEqualTo(Status.Code.UNAVAILABLE);
                try (Socket socket = new Socket("127.0.0.1", port(server))) {
                    assertThat(closed(socket)).isTrue();
                }
            }
            try (GrpcClient later = client(server)) {
                later.call(
                        ACCESS,
                        REQUEST,
                        CallOptions.DEFAULT
                                .withWaitForReady()
                                .withDeadlineAfter(30, TimeUnit.SECONDS));
            }
        }
    }

    private static boolean closed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void healthTellsWhetherTheNodeIsOpen() {
        try (TestServer server = server(GrpcListenerIT::secret);
                GrpcClient client = client(server)) {
            HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(client.channel());
            HealthCheckRequest all = HealthCheckRequest.getDefaultInstance();
            assertThat(health.check(all).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
            server.bean(GrpcListener.class).unsealed();
            assertThat(health.check(all).getStatus()).isEqualTo(ServingStatus.SERVING);
            server.bean(GrpcListener.class).sealing();
            assertThat(health.check(all).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        }
    }

    @Test
    void aCallInFlightIsAnsweredWhenTheNodeStops() throws Exception {
        Held held = new Held(GrpcListenerIT::secret);
        try (TestServer server = server(held);
                GrpcClient client = client(server)) {
            Future<Message> answer = inBackground(client);
            held.awaitRequest();
            GrpcListener listener = server.bean(GrpcListener.class);
            CompletableFuture<Boolean> stopped = new CompletableFuture<>();
            listener.stop(() -> stopped.complete(true));
            while (listener.isRunning()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(stopped).isNotDone();
            held.release();
            assertThat(answer.get(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(stopped.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void itSpeaksTlsWithTheListenersFiles(@TempDir Path folder) throws Exception {
        TestCertificate first = TestCertificate.create(folder, "first", "EC");
        first.writeCertificate(folder.resolve("cert.pem"));
        first.writeKey(folder.resolve("key.pem"));
        try (TestServer server =
                server(
                        GrpcListenerIT::secret,
                        "sealwright.listener.tls.certificate",
                        folder.resolve("cert.pem").toString(),
                        "sealwright.listener.tls.private-key",
                        folder.resolve("key.pem").toString())) {
            try (GrpcClient client = GrpcClient.encrypted(port(server), first.certificate());
                    GrpcClient plain = client(server)) {
                client.call(ACCESS, REQUEST);
                assertThat(server.seen().getLast().remote().tls()).isTrue();
                assertThatThrownBy(() -> plain.call(ACCESS, REQUEST))
                        .isInstanceOf(StatusRuntimeException.class);
            }
            TestCertificate second = TestCertificate.create(folder, "second", "EC");
            second.writeKey(folder.resolve("key.pem"));
            second.writeCertificate(folder.resolve("cert.pem"));
            while (!served(port(server), second)) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static boolean served(int port, TestCertificate certificate) throws IOException {
        try (GrpcClient client = GrpcClient.encrypted(port, certificate.certificate())) {
            return status(() -> client.call(ACCESS, REQUEST)).isOk();
        }
    }
}
