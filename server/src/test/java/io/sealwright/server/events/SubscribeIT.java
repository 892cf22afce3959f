package io.sealwright.server.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.testing.WholeNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** WebSocket clients of a whole node. */
class SubscribeIT {
    private static final String SECRET = "hunter2-of-the-events";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final WholeNode node = WholeNode.shared();
    private final Listening listening = new Listening();

    /** What one client hears. */
    private static final class Listening implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                events.add(JSON.readTree(part.toString()));
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable cause) {
            closed.completeExceptionally(cause);
        }

        JsonNode next() throws InterruptedException {
            JsonNode event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).as("an event").isNotNull();
            return event;
        }

        String nextPath() throws InterruptedException {
            return next().at("/data/event/metadata/data_path").stringValue();
        }
    }

    @BeforeAll
    static void mount() {
        WholeNode.ok(
                WholeNode.shared()
                        .post(
                                "sys/mounts/heard",
                                "{\"type\":\"kv\",\"options\":{\"version\":\"2\"}}"));
    }

    @AfterEach
    void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }

    private @Nullable WebSocket socket;

    private void subscribe(String what, String token) {
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
        if (!token.isEmpty()) {
            builder.header("X-Vault-Token", token);
        }
        URI uri = URI.create("ws://127.0.0.1:" + node.port() + "/v1/sys/events/subscribe/" + what);
        try {
            socket = builder.buildAsync(uri, listening).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw new Refused(refused.getResponse());
            }
            throw e;
        }
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient HttpResponse<?> response;

        Refused(HttpResponse<?> response) {
            super("status " + response.statusCode());
            this.response = response;
        }
    }

    private void write(String name) {
        WholeNode.ok(node.post("heard/data/" + name, "{\"data\":{\"k\":\"" + SECRET + "\"}}"));
    }

    private String token(String name, String paths) {
        return node.token(
                name,
                "path \"sys/events/subscribe/*\" { capabilities = [\"read\"] }\n" + paths,
                "");
    }

    @Test
    void anEventHasTheShapeThatVaultGivesIt() throws InterruptedException {
        subscribe("kv-v2/data-write?json=true", WholeNode.ROOT);
        write("shape");
        JsonNode event = listening.next();
        assertThat(event.at("/specversion").stringValue()).isEqualTo("1.0");
        assertThat(event.at("/id")).isEqualTo(event.at("/data/event/id"));
        assertThat(event.at("/data/event_type").stringValue()).isEqualTo("kv-v2/data-write");
        assertThat(event.at("/data/event/metadata/data_path").stringValue())
                .isEqualTo("heard/data/shape");
        assertThat(event.at("/data/event/metadata/current_version").stringValue()).isEqualTo("1");
        assertThat(event.at("/data/event/metadata/modified").stringValue()).isEqualTo("true");
        assertThat(event.at("/data/event/metadata/operation").stringValue())
                .isEqualTo("data-write");
        assertThat(event.at("/data/plugin_info/mount_path").stringValue()).isEqualTo("heard/");
        assertThat(event.at("/data/plugin_info/plugin").stringValue()).isEqualTo("kv");
        assertThat(event.at("/time").stringValue()).endsWith("Z");
        assertThat(event.toString()).doesNotContain(SECRET);
    }

    @Test
    void eventsComeInTheOrderOfTheCommitsAndAllOfThem() throws InterruptedException {
        subscribe("kv*", WholeNode.ROOT);
        for (int i = 0; i < 50; i++) {
            write("many" + i);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(listening.nextPath()).isEqualTo("heard/data/many" + i);
        }
    }

    @Test
    void onlyTheTypesAskedForAreTold() throws InterruptedException {
        subscribe("kv-v2/data-delete", WholeNode.ROOT);
        write("typed");
        WholeNode.ok(
                node.handle(
                        node.request(
                                io.sealwright.policy.Operation.DELETE,
                                "heard/data/typed",
                                "{}",
                                WholeNode.ROOT)));
        assertThat(listening.next().at("/data/event_type").stringValue())
                .isEqualTo("kv-v2/data-delete");
    }

    @Test
    void nobodyHearsOfWhatItMayNeitherReadNorList() throws InterruptedException {
        String token =
                token(
                        "hears-own",
                        "path \"heard/data/own/*\" { capabilities = [\"read\"] }\n"
                                + "path \"heard/data/names/*\" { capabilities = [\"list\"] }\n"
                                + "path \"heard/data/written/*\" { capabilities = [\"update\"] }\n"
                                + "path \"heard/data/own/not\" { capabilities = [\"deny\"] }");
        subscribe("*", token);
        write("others/a");
        write("written/a");
        write("own/not");
        write("own/a");
        write("names/a");
        assertThat(listening.nextPath()).isEqualTo("heard/data/own/a");
        assertThat(listening.nextPath()).isEqualTo("heard/data/names/a");
    }

    @Test
    void rightsThatAreTakenAwayCountFromTheNextEventOn() throws InterruptedException {
        String token = token("hears-less", "path \"heard/data/*\" { capabilities = [\"read\"] }");
        subscribe("*", token);
        write("before");
        assertThat(listening.nextPath()).isEqualTo("heard/data/before");
        node.token(
                "hears-less",
                "path \"sys/events/subscribe/*\" { capabilities = [\"read\"] }\n"
                        + "path \"heard/data/still\" { capabilities = [\"read\"] }",
                "");
        write("after");
        write("still");
        assertThat(listening.nextPath()).isEqualTo("heard/data/still");
    }

    @Test
    void theEndOfTheTokenIsTheEndOfTheConnection() throws Exception {
        String token = token("hears-ends", "path \"heard/data/*\" { capabilities = [\"read\"] }");
        subscribe("*", token);
        write("alive");
        listening.next();
        WholeNode.ok(node.post("auth/token/revoke", "{\"token\":\"" + token + "\"}"));
        write("dead");
        assertThat(listening.closed.get(20, TimeUnit.SECONDS))
                .isEqualTo("1008 " + Subscriber.NO_RIGHTS.reason());
        assertThat(listening.events).isEmpty();
    }

    @Test
    void aTokenThatEndsWithoutAnyEventEndsItToo() throws Exception {
        String token =
                node.token(
                        "hears-short",
                        "path \"sys/events/subscribe/*\" { capabilities = [\"read\"] }",
                        ",\"ttl\":\"1s\"");
        subscribe("*", token);
        assertThat(listening.closed.get(30, TimeUnit.SECONDS)).startsWith("1008 ");
    }

    @Test
    void aRefusedReadIsToldOnceWithItsCount() throws InterruptedException {
        subscribe("secret/read-denied", WholeNode.ROOT);
        String token =
                node.token(
                        "reads-nothing",
                        "path \"cubbyhole/none\" { capabilities = [\"read\"] }",
                        ",\"display_name\":\"nosy\"");
        for (int i = 0; i < 3; i++) {
            assertThat(node.http("GET", "heard/data/denied", null, token).statusCode())
                    .isEqualTo(403);
        }
        node.bean(DeniedReads.class).flush();
        JsonNode metadata = listening.next().at("/data/event/metadata");
        assertThat(metadata.at("/data_path").stringValue()).isEqualTo("heard/data/denied");
        assertThat(metadata.at("/display_name").stringValue()).isEqualTo("token-nosy");
        assertThat(metadata.at("/asked").stringValue()).isEqualTo("read");
        assertThat(metadata.at("/reason").stringValue()).isEqualTo("no rule matches the path");
        assertThat(metadata.at("/modified").stringValue()).isEqualTo("false");
        // The flush of the node's own may have come in between.
        int count = Integer.parseInt(metadata.at("/count").stringValue());
        while (count < 3) {
            metadata = listening.next().at("/data/event/metadata");
            count += Integer.parseInt(metadata.at("/count").stringValue());
        }
        assertThat(count).isEqualTo(3);
    }

    @Test
    void theHandshakeIsAudited() {
        subscribe("kv-v2/audited", WholeNode.ROOT);
        assertThat(node.auditFile()).content().contains("sys/events/subscribe/kv-v2/audited");
    }

    @Test
    void withoutATokenOrRightsThereIsNoConnection() {
        assertThatThrownBy(() -> subscribe("*", ""))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.response.statusCode()).isEqualTo(403));
        String token =
                node.token(
                        "hears-writes",
                        "path \"sys/events/subscribe/kv-v2/data-write\" { capabilities = [\"read\"] }",
                        "");
        assertThatThrownBy(() -> subscribe("*", token))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.response.statusCode()).isEqualTo(403));
        subscribe("kv-v2/data-write", token);
    }

    @ParameterizedTest
    @CsvSource({"json=false", "filter=x", "namespaces=a,,b%2F", "json=perhaps"})
    void whatIsNotSupportedIsSaid(String query) {
        if (query.startsWith("namespaces")) {
            subscribe("*?" + query, WholeNode.ROOT);
            return;
        }
        assertThatThrownBy(() -> subscribe("*?" + query, WholeNode.ROOT))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.response.statusCode()).isEqualTo(400));
    }

    @Test
    void anOrdinaryRequestIsToldWhatToDo() {
        HttpResponse<String> answer =
                node.http("GET", "sys/events/subscribe/*", null, WholeNode.ROOT);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Upgrade: websocket");
    }

    @Test
    void namespacesAreHeardOfWhereTheyAreNamed() throws InterruptedException {
        WholeNode.ok(node.post("sys/namespaces/heard-ns", "{}"));
        WholeNode.ok(
                node.post(
                        "heard-ns/sys/mounts/kv",
                        "{\"type\":\"kv\",\"options\":{\"version\":\"2\"}}"));
        subscribe("kv-v2/data-write?namespaces=heard-*", WholeNode.ROOT);
        WholeNode.ok(node.post("heard-ns/kv/data/inner", "{\"data\":{}}"));
        JsonNode event = listening.next();
        assertThat(event.at("/data/namespace").stringValue()).isEqualTo("heard-ns/");
        assertThat(event.at("/data/event/metadata/data_path").stringValue())
                .isEqualTo("kv/data/inner");
    }
}
