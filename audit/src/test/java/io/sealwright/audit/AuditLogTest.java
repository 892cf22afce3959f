package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AuditLogTest {

    @TempDir Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void path() {
        file = folder.resolve("audit.log");
    }

    @Test
    void sixtyFourThreadsLoseNothing() throws Exception {
        ConcurrentLinkedQueue<String> stored = new ConcurrentLinkedQueue<>();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        AuditLogSettings eager = Fixtures.settings(HeadListener.NONE, Duration.ofMillis(5));
        try (AuditLog log = Fixtures.open(eager, file, null)) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 64; t++) {
                String prefix = "t" + t + "-";
                threads.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        for (int i = 0; i < 25; i++) {
                                            Fixtures.pair(log, prefix + i);
                                            stored.add(prefix + i);
                                        }
                                    } catch (RuntimeException e) {
                                        failure.set(e);
                                    }
                                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failure.get()).isNull();
            assertThat(log.stats().getFirst().batches()).isLessThan(2 * 64 * 25);
        }
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
        List<String> order = new ArrayList<>();
        for (JsonNode node : Fixtures.nodes(file)) {
            order.add(node.path("type").asString() + node.path("request").path("id").asString(""));
        }
        Map<String, Integer> places = new java.util.HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            places.put(order.get(i), i);
        }
        assertThat(stored).hasSize(64 * 25);
        assertThat(stored)
                .allMatch(id -> place(places, "request" + id) < place(places, "response" + id));
    }

    private static int place(Map<String, Integer> places, String key) {
        return java.util.Objects.requireNonNull(places.get(key), key);
    }

    @Test
    void anAwaitedEntryIsInTheFileBeforeAwaitReturns() throws Exception {
        try (AuditLog log = Fixtures.open(file, null)) {
            for (int i = 0; i < 20; i++) {
                PendingEntry pending = log.request(Fixtures.request("r" + i));
                log.await(pending, Fixtures.deadline());
                assertThat(pending.isDurable()).isTrue();
                assertThat(Files.readString(file)).contains("\"id\":\"r" + i + "\"");
            }
        }
    }

    @Test
    void aRequestAndItsResponseShareOneSync() throws Exception {
        try (AuditLog log = Fixtures.open(file, null)) {
            Fixtures.pair(log, "warm");
            long before = log.stats().getFirst().batches();
            Fixtures.pairs(log, "a", 50);
            assertThat(log.stats().getFirst().batches() - before).isBetween(50L, 99L);
        }
    }

    @Test
    void aRequestThatNobodyWaitsForIsWrittenSoon() throws Exception {
        try (AuditLog log = Fixtures.open(file, null)) {
            PendingEntry pending = log.request(Fixtures.request("alone"));
            Fixtures.until(pending::isDurable);
            assertThat(Files.readString(file)).contains("\"alone\"");
        }
    }

    @Test
    void awaitWrittenReturnsBeforeTheSync() throws Exception {
        FaultyChannel.Faults faults = new FaultyChannel.Faults();
        CountDownLatch gate = new CountDownLatch(1);
        try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of())) {
            log.enable(new AuditFileSettings(Fixtures.DEVICE, file, null), faults.opener(file));
            faults.blocked = gate;
            PendingEntry pending = log.request(Fixtures.request("a"));
            log.awaitWritten(pending, Fixtures.deadline());
            assertThat(pending.isDurable()).isFalse();
            assertThat(Files.readString(file)).contains("\"a\"");
            assertThatThrownBy(() -> log.await(pending, System.nanoTime()))
                    .isInstanceOf(AuditUnavailableException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> log.await(pending, Fixtures.deadline()))
                    .hasMessageContaining("INTERRUPTED");
            assertThat(Thread.interrupted()).isTrue();
            gate.countDown();
            log.await(pending, Fixtures.deadline());
        }
    }

    @Test
    void headsReachTheListenerAndVerify() throws Exception {
        BlockingQueue<AuditHead> heard = new LinkedBlockingQueue<>();
        AuditHead last;
        try (AuditLog log =
                Fixtures.open(Fixtures.settings(heard::add, Duration.ofMillis(1)), file, null)) {
            AuditHead first = heard.take();
            Fixtures.pair(log, "a");
            AuditHead next = heard.take();
            while (next.seq() < 4) { // an idle device still signs what is not signed yet
                next = heard.take();
            }
            assertThat(first.seq()).isLessThan(next.seq());
            assertThat(next.verifies(log.publicKey())).isTrue();
            assertThat(next.device()).isEqualTo(Fixtures.DEVICE);
            assertThat(AuditHead.fromJson(next.toJson())).isEqualTo(next);
            assertThat(AuditPublicKey.parse(log.publicKey().pem()).keyId()).isEqualTo(next.keyId());
            last = next;
        }
        assertThat(Fixtures.verify(last, file).findings()).isEmpty();
        assertThat(Fixtures.types(file).stream().filter("head"::equals).count()).isGreaterThan(1);
    }

    @Test
    void anIdleLogWritesNoMoreHeads() throws Exception {
        try (AuditLog log =
                Fixtures.open(Fixtures.settings(HeadListener.NONE, Duration.ZERO), file, null)) {
            Fixtures.pair(log, "a");
            Fixtures.until(() -> Fixtures.newestHead(log).seq() >= 4);
            long lines = log.stats().getFirst().lines();
            assertThat(log.reopen())
                    .succeedsWithin(Duration.ofSeconds(30)); // the writer has been round again
            assertThat(log.stats().getFirst().lines()).isEqualTo(lines);
        }
    }

    @Test
    void aListenerThatThrowsIsCountedOnly() throws Exception {
        HeadListener bad =
                head -> {
                    throw new IllegalStateException("no leader");
                };
        try (AuditLog log = Fixtures.open(Fixtures.settings(bad, Duration.ZERO), file, null)) {
            Fixtures.pair(log, "a");
            Fixtures.until(() -> log.stats().getFirst().headListenerFailures() > 0);
            assertThat(log.healthy()).isTrue();
        }
    }

    @Test
    void rotationEndsTheOldFileSignedAndGoesOnInTheNew() throws Exception {
        Path old = folder.resolve("audit.log.1");
        AuditHead head;
        try (AuditLog log = Fixtures.open(file, null)) {
            Fixtures.pairs(log, "a", 3);
            Files.move(file, old);
            Fixtures.pair(log, "still-old");
            log.reopen().get();
            Fixtures.pairs(log, "b", 3);
            log.reopen().get(); // nothing moved: nothing happens
            Fixtures.pair(log, "c");
            head = Fixtures.newestHead(log);
        }
        assertThat(Fixtures.types(old)).endsWith("head");
        assertThat(Files.readString(old)).contains("still-old");
        assertThat(Fixtures.types(file)).startsWith("rotated", "head");
        assertThat(Fixtures.types(file).stream().filter("rotated"::equals)).hasSize(1);
        JsonNode previous = Fixtures.nodes(file).getFirst().path("rotated").path("previous");
        String lastLine = Fixtures.lines(old).getLast();
        assertThat(previous.path("hash").asString())
                .isEqualTo(
                        io.sealwright.crypto.Digests.sha256Hex(
                                lastLine.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(Fixtures.verify(head, old, file).findings()).isEmpty();
        try (AuditLog log = Fixtures.open(file, head)) { // a restart after a rotation
            Fixtures.pair(log, "d");
        }
        assertThat(Fixtures.verify(null, old, file).findings()).isEmpty();
    }

    @Test
    void aCheckpointOfBeforeARotationIsGood() throws Exception {
        AuditHead before;
        Path old = folder.resolve("audit.log.1");
        try (AuditLog log = Fixtures.open(file, null)) {
            Fixtures.pairs(log, "a", 3);
            before = Fixtures.newestHead(log);
            Fixtures.pairs(log, "b", 3);
            Files.move(file, old);
            log.reopen().get();
            Fixtures.pairs(log, "c", 3);
        }
        try (AuditLog log = Fixtures.open(file, before)) {
            Fixtures.pair(log, "d");
        }
        assertThat(Fixtures.types(file)).doesNotContain("gap", "repair");
        assertThat(Fixtures.verify(null, old, file).findings()).isEmpty();
    }

    @Test
    void aNewFileThatIsUnfitIsRefusedAndTheOldGoesOn() throws Exception {
        Path old = folder.resolve("audit.log.1");
        try (AuditLog log = Fixtures.open(file, null)) {
            Fixtures.pair(log, "a");
            Files.move(file, old);
            Files.createSymbolicLink(file, folder.resolve("elsewhere"));
            assertThatThrownBy(() -> log.reopen().get())
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(UnsafeAuditFileException.class);
            Files.delete(file);
            Files.writeString(file, "not empty\n");
            assertThatThrownBy(() -> log.reopen().get()).isInstanceOf(ExecutionException.class);
            assertThat(log.healthy()).isTrue();
            Fixtures.pair(log, "b");
        }
        assertThat(Files.readString(file)).isEqualTo("not empty\n");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
        assertThat(Files.readString(old)).contains("\"b\"");
        assertThat(Fixtures.verify(null, old).findings()).isEmpty();
    }

    @Test
    void entriesOfTheWrongKindAndSizeAreRefused() throws Exception {
        AuditEntry request = Fixtures.request("a");
        try (AuditLog log = Fixtures.open(file, null)) {
            assertThatThrownBy(() -> log.response(request))
                    .isInstanceOf(IllegalArgumentException.class);
            byte[] huge = new byte[(64 << 20) + 1];
            AuditEntry big = new AuditEntry(AuditEntry.Kind.REQUEST, "big", huge, 0, 1, 1);
            assertThatThrownBy(() -> log.request(big))
                    .isInstanceOf(AuditUnavailableException.class);
        }
    }

    @Test
    void aLineLargerThanTheBufferIsWhole() throws Exception {
        String json = "[" + "\"x\",".repeat(60_000) + "1]";
        AuditRequest large =
                AuditRequest.builder("large", "update", "p")
                        .data(
                                AuditData.ofJson(
                                        json.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                        .build();
        AuditEntry entry = Fixtures.FORMAT.request(Fixtures.TIME, AuditAuth.NONE, large);
        assertThat(entry.length()).isGreaterThan(2 << 20);
        AuditHead head;
        try (AuditLog log = Fixtures.open(file, null)) {
            Fixtures.pair(log, "a");
            log.await(log.request(entry), Fixtures.deadline());
            head = Fixtures.newestHead(log);
        }
        try (AuditLog log = Fixtures.open(file, head)) {
            assertThat(log.unanswered())
                    .extracting(OpenRequest::requestId)
                    .containsExactly("large");
        }
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
    }

    /** Hardening row 10: one JSON object a line whatever the headers hold. */
    @Test
    void headersCannotInjectALine() throws Exception {
        AuditedHeaders audited =
                new AuditedHeaders(
                        Map.of("User-Agent", false, "X-Secret", true, "X-Absent", false));
        String evil = "x\"}}\n{\"time\":\"1\",\"type\":\"request\"}\r\n\u2028\u0085\u0000";
        Map<String, List<String>> sent =
                Map.of("user-agent", List.of(evil), "x-secret", List.of("s3cret", evil));
        List<AuditHeader> headers = audited.select(name -> sent.getOrDefault(name, List.of()));
        AuditRequest request =
                AuditRequest.builder(evil, evil, evil).headers(headers).remote(evil, 1).build();
        try (AuditLog log = Fixtures.open(file, null)) {
            AuditAuth auth =
                    AuditAuth.builder()
                            .displayName(evil)
                            .metadata(Map.of(evil, evil))
                            .policyResults(
                                    new AuditAuth.PolicyResults(
                                            false,
                                            List.of(),
                                            Fixtures.JSON.createObjectNode().put(evil, evil)))
                            .build();
            AuditEntry entry = Fixtures.FORMAT.request(Fixtures.TIME, auth, request, evil);
            log.await(log.request(entry), Fixtures.deadline());
        }
        String text = Files.readString(file);
        assertThat(text.lines().count()).isEqualTo(4); // open, head, request, head
        assertThat(text).doesNotContain("\u2028", "\u0085", "\r", "s3cret");
        JsonNode line = Fixtures.nodes(file).get(2);
        assertThat(line.path("request").path("id").asString()).isEqualTo(evil);
        assertThat(line.at("/auth/policy_results/explain").path(evil).asString()).isEqualTo(evil);
        assertThat(line.path("request").path("headers").propertyNames())
                .containsExactly("user-agent", "x-secret");
        assertThat(line.path("request").path("headers").path("x-secret").path(0).asString())
                .isEqualTo(Fixtures.hasher().hash("s3cret").text());
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
    }

    @Test
    void namesAreUniqueAndDevicesComeAndGo() throws Exception {
        try (AuditLog log = Fixtures.open(file, null)) {
            assertThatThrownBy(() ->
                            log.enable(
                                    new AuditFileSettings(
                                            Fixtures.DEVICE, folder.resolve("x"), null)))
                    .hasMessageContaining("exists");
            assertThat(log.deviceNames()).containsExactly(Fixtures.DEVICE);
            assertThat(log.disable("none/")).isFalse();
            assertThat(log.disable(Fixtures.DEVICE)).isTrue();
            assertThat(log.deviceNames()).isEmpty();
            assertThat(log.healthy()).isFalse();
        }
        assertThat(Fixtures.types(file)).containsExactly("open", "head");
    }

    @Test
    void aClosedDeviceAnswersAReopening() throws Exception {
        FileDevice device =
                new FileDevice(
                        "d/",
                        Fixtures.settings(),
                        () -> AuditFile.open(file),
                        null,
                        new HeadNotifier(HeadListener.NONE),
                        new DeviceCounters());
        device.start();
        device.close();
        assertThatThrownBy(() -> device.reopen().get())
                .hasRootCauseMessage("audit device is closed");
    }
}
