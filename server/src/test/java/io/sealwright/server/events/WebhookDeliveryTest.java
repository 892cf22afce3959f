package io.sealwright.server.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealwright.rotation.DeposedException;
import io.sealwright.rotation.Leading;
import io.sealwright.server.config.EventSettings;
import io.sealwright.server.namespace.NamespaceParts;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.outbound.BodySignature;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.testing.FencedStore;
import io.sealwright.server.testing.MemoryNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks to a real server on loopback, with leaders that die. */
class WebhookDeliveryTest {
    private static final String NAME = "hook";
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final MemoryNode node = new MemoryNode();
    private final FencedStore store = new FencedStore(node.store());
    private final Namespaces namespaces = NamespaceParts.of(node.barrier());
    private final Outbound outbound = new Outbound();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EventMeters meters = new EventMeters(registry);
    private final HttpServer server = server();
    private final Deque<Integer> statuses = new ArrayDeque<>();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<String> signatures = Collections.synchronizedList(new ArrayList<>());
    private WebhookDelivery leader = leader();

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/events", this::handle);
        server.start();
        define(0, List.of("*"));
    }

    @AfterEach
    void close() {
        server.stop(0);
        outbound.close();
        node.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        var headers = exchange.getRequestHeaders();
        String time = headers.getFirst(BodySignature.TIME);
        boolean signed =
                ("v1=" + BodySignature.of(KEY, time, body))
                        .equals(headers.getFirst(BodySignature.SIGNATURE));
        signatures.add(signed ? headers.getFirst("X-Of-Ours") : "wrong");
        Integer status = statuses.poll();
        if (status == null) {
            for (JsonNode event : JSON.readTree(body)) {
                told.add(name(event));
            }
        }
        exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        exchange.close();
    }

    private static String name(JsonNode event) {
        String path = event.at("/data/event/metadata/data_path").asString("");
        return path.isEmpty()
                ? event.at("/data/event_type").stringValue()
                        + " "
                        + event.at("/data/event/metadata/deleted_unseen").stringValue()
                : path.substring("secret/data/".length());
    }

    private WebhookDelivery leader() {
        Leading leading = new Leading(store, node.barrier(), store.lead(node.barrier()));
        return new WebhookDelivery(
                NAME, leading, new Arrivals(), namespaces, outbound, meters, node::now);
    }

    private void define(int retries, List<String> types) {
        node.transact(transaction -> {
            Webhook webhook =
                    new Webhook(
                            NAME,
                            "http://127.0.0.1:" + server.getAddress().getPort() + "/events",
                            KEY,
                            types,
                            List.of(),
                            List.of(),
                            Map.of("X-Of-Ours", "yes"),
                            "",
                            retries);
            WebhookState state = Webhooks.state(transaction, NAME);
            Webhooks.put(
                    transaction,
                    webhook,
                    state == null ? WebhookState.started("uid", 0) : state.changed());
            return NAME;
        });
    }

    private void append(int from, int to) {
        node.transact(transaction -> {
            EventSamples.append(transaction, from, to, node.now());
            return NAME;
        });
    }

    private WebhookState state() {
        return Objects.requireNonNull(
                node.<@Nullable WebhookState>transact(
                        transaction -> Webhooks.state(transaction, NAME)));
    }

    private static List<String> numbers(int from, int to) {
        List<String> names = new ArrayList<>();
        for (int i = from; i < to; i++) {
            names.add(Integer.toString(i));
        }
        return names;
    }

    /** Until there is nothing more to tell. */
    private void tellAll() throws InterruptedException {
        WebhookDelivery.Look look = leader.look();
        while (look == WebhookDelivery.Look.MORE || look == WebhookDelivery.Look.PAUSE) {
            if (look == WebhookDelivery.Look.PAUSE) {
                node.pass(Duration.ofSeconds(1));
            }
            look = leader.look();
        }
    }

    @Test
    void eventsAreToldInOrderInSignedBatches() throws InterruptedException {
        append(0, 250);
        tellAll();
        assertThat(told).isEqualTo(numbers(0, 250));
        assertThat(signatures).hasSize(3).containsOnly("yes");
        assertThat(state().told()).isEqualTo(250);
        assertThat(state().delivered()).isEqualTo(250);
        assertThat(state().lastSuccess()).isEqualTo(node.now().toEpochMilli());
        append(250, 251);
        tellAll();
        assertThat(told).isEqualTo(numbers(0, 251));
    }

    @Test
    void whatFailsIsToldAgainAfterEverLongerPauses() throws InterruptedException {
        append(0, 5);
        statuses.addAll(List.of(500, 503, 404));
        var begin = node.now();
        tellAll();
        assertThat(told).isEqualTo(numbers(0, 5));
        assertThat(Duration.between(begin, node.now())).isEqualTo(Duration.ofSeconds(1 + 2 + 4));
        assertThat(state().failures()).isZero();
        assertThat(state().lastError()).isEqualTo("it answered status 404");
        assertThat(registry.get("sealwright.events.webhooks.failed").counter().count())
                .isEqualTo(3);
    }

    @Test
    void pausesEndAtFiveMinutes() {
        WebhookState state = WebhookState.started("uid", 0);
        for (int i = 0; i < 50; i++) {
            state = state.failed("no connection", node.now());
        }
        assertThat(state.next()).isEqualTo(node.now().plus(Duration.ofMinutes(5)).toEpochMilli());
        assertThat(state.failures()).isEqualTo(50);
    }

    @Test
    void afterItsRetriesABatchIsGivenUpAndCounted() throws InterruptedException {
        define(2, List.of("*"));
        append(0, 3);
        statuses.addAll(List.of(500, 500, 500));
        tellAll();
        assertThat(told).isEmpty();
        assertThat(state().dropped()).isEqualTo(3);
        append(3, 4);
        tellAll();
        assertThat(told).containsExactly("3");
    }

    @Test
    void theNextLeaderGoesOnWhereTheLastOneDied() throws InterruptedException {
        append(0, 150);
        leader.look();
        assertThat(told).hasSize(100);
        WebhookDelivery dead = leader;
        leader = leader();
        assertThatThrownBy(dead::look).isInstanceOf(DeposedException.class);
        tellAll();
        assertThat(told).isEqualTo(numbers(0, 150));
    }

    @Test
    void whatWasTakenButNotNotedIsToldAgainAndNoneIsLeftOut() throws InterruptedException {
        append(0, 3);
        server.removeContext("/events");
        // It takes the events, and the leader is deposed before it can note that.
        server.createContext(
                "/events",
                exchange -> {
                    handle(exchange);
                    store.lead(node.barrier());
                });
        assertThatThrownBy(leader::look).isInstanceOf(RuntimeException.class);
        server.removeContext("/events");
        server.createContext("/events", this::handle);
        leader = leader();
        tellAll();
        assertThat(told).containsExactly("0", "1", "2", "0", "1", "2");
    }

    @Test
    void onlyWhatItWantsIsTold() throws InterruptedException {
        define(0, List.of("kv-v2/data-delete"));
        append(0, 10);
        node.transact(transaction -> {
            EventLog.append(
                    transaction,
                    EventSamples.event("kv-v2/data-delete", 0, "secret/data/gone", node.now()));
            EventLog.append(
                    transaction,
                    EventSamples.event("kv-v2/data-delete", 7, "secret/data/inner", node.now()));
            return NAME;
        });
        tellAll();
        assertThat(told).containsExactly("gone");
    }

    @Test
    void howFarItHasLookedIsNotedNowAndThenOnly() throws InterruptedException {
        define(0, List.of("none"));
        append(0, 10);
        tellAll();
        assertThat(state().told()).as("no write for what is not for it").isZero();
        node.pass(WebhookDelivery.NOTED);
        append(10, 11);
        tellAll();
        assertThat(state().told()).isEqualTo(11);
        assertThat(signatures).isEmpty();
    }

    @Test
    void whoeverLagsBehindWhatIsKeptIsToldSo() throws InterruptedException {
        statuses.add(500);
        append(0, 1);
        leader.look();
        append(1, 2_000);
        new EventRetention(
                        node.barrier(),
                        new EventSettings(1_000, Duration.ofHours(2), Duration.ofHours(72), 1),
                        node::now)
                .tick(Objects.requireNonNull(store.fence()));
        tellAll();
        assertThat(told.getFirst()).isEqualTo("sealwright/gap 767");
        assertThat(told.subList(1, told.size())).isEqualTo(numbers(767, 2_000));
        assertThat(state().gaps()).isEqualTo(1);
    }

    @Test
    void nothingIsToldOfAWebhookThatIsGone() throws InterruptedException {
        append(0, 1);
        node.transact(transaction -> {
            Webhooks.delete(transaction, NAME);
            return NAME;
        });
        assertThat(leader.look()).isEqualTo(WebhookDelivery.Look.GONE);
        assertThat(told).isEmpty();
    }

    @Test
    void eventsOfOtherNamespacesNeedTheirNames() throws InterruptedException {
        node.transact(transaction -> {
            EventLog.append(
                    transaction,
                    EventSamples.event("kv-v2/data-write", 3, "secret/data/inner", node.now()));
            return NAME;
        });
        tellAll();
        assertThat(told).isEmpty();
    }

    @Test
    void largeEventsMakeSmallerBatches() throws InterruptedException {
        String path = "secret/data/" + "x".repeat(4_000);
        node.transact(transaction -> {
            for (int i = 0; i < 60; i++) {
                EventLog.append(transaction, EventSamples.write(path + i, node.now()));
            }
            return NAME;
        });
        tellAll();
        assertThat(told).hasSize(60);
        assertThat(signatures.size()).isGreaterThan(1);
    }
}
