package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.audit.AuditUnavailableException.Reason;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Devices that send over a stream or by HTTP, against real receivers. */
class NetworkDeviceTest {

    private static final NetworkTimeouts TIMEOUTS =
            new NetworkTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));
    private static final NetworkTimeouts IMPATIENT =
            new NetworkTimeouts(Duration.ofMillis(200), Duration.ofMillis(200));

    @TempDir Path folder;

    @Test
    void aTcpReceiverAloneIsEnoughAndCanVerifyWhatItGot() throws Exception {
        try (Receivers.Stream receiver = Receivers.Stream.tcp(0)) {
            try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of(tcp(receiver.port())))) {
                assertThat(log.healthy()).isTrue();
                Fixtures.pairs(log, "a", 5);
            }
            Fixtures.until(() ->
                    has(receiver.lines, "a4") && types(receiver.lines).getLast().equals("head"));
            assertThat(types(receiver.lines)).startsWith("open", "head", "request", "response");
            verified(receiver.lines);
        }
    }

    @Test
    void aUnixStreamReceivesLines() throws Exception {
        Path path = folder.resolve("s");
        try (Receivers.Stream receiver = new Receivers.Stream(UnixDomainSocketAddress.of(path));
                AuditLog log =
                        AuditLog.open(
                                Fixtures.settings(),
                                List.of(
                                        new AuditSocketSettings(
                                                "socket/",
                                                new AuditEndpoint.UnixStream(path),
                                                TIMEOUTS)))) {
            Fixtures.pair(log, "a");
            Fixtures.until(() -> receiver.lines.stream().anyMatch(l -> l.contains("response")));
        }
    }

    @Test
    void aReceiverThatDiesMakesTheDeviceFailAndItHealsWithAWholeChain() throws Exception {
        Receivers.Stream first = Receivers.Stream.tcp(0);
        int port = first.port();
        try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of(tcp(port)))) {
            Fixtures.pair(log, "before");
            Fixtures.until(() -> has(first.lines, "before"));
            first.close();
            PendingEntry lost = log.request(Fixtures.request("during"));
            assertThatThrownBy(() -> log.await(lost, Fixtures.deadline()))
                    .isInstanceOfSatisfying(
                            AuditUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NO_DEVICE));
            assertThat(log.healthy()).isFalse();
            assertThatThrownBy(() -> log.request(Fixtures.request("refused")))
                    .isInstanceOf(AuditUnavailableException.class);
            assertThat(log.stats().getFirst().lastError()).contains("cannot connect");
            try (Receivers.Stream second = Receivers.Stream.tcp(port)) {
                Fixtures.until(log::healthy);
                Fixtures.pair(log, "after");
                Fixtures.until(() -> has(second.lines, "after"));
                assertThat(second.lines)
                        .anyMatch(line -> line.contains("data/during"))
                        .noneMatch(line -> line.contains("data/refused"))
                        .anyMatch(line -> line.contains("\"recovered\""));
                List<String> both = new java.util.ArrayList<>(first.lines);
                both.addAll(second.lines);
                verified(both);
            }
        }
    }

    @Test
    void aReceiverThatRestartsBetweenTwoLinesIsConnectedToAgainAtOnce() throws Exception {
        Receivers.Stream first = Receivers.Stream.tcp(0);
        try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of(tcp(first.port())))) {
            Fixtures.pair(log, "a");
            Fixtures.until(() -> has(first.lines, "data/a"));
            first.close();
            try (Receivers.Stream second = Receivers.Stream.tcp(first.port())) {
                Fixtures.pair(log, "b");
                Fixtures.until(() -> has(second.lines, "data/b"));
                assertThat(log.stats().getFirst().failures()).isZero();
            }
        }
    }

    @Test
    void aReceiverThatIsNotThereAtTheStartIsFoundLater() throws Exception {
        int port;
        try (Receivers.Stream free = Receivers.Stream.tcp(0)) {
            port = free.port();
        }
        try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of(tcp(port)))) {
            assertThat(log.healthy()).isFalse();
            try (Receivers.Stream receiver = Receivers.Stream.tcp(port)) {
                Fixtures.until(log::healthy);
                Fixtures.pair(log, "a");
                Fixtures.until(() -> has(receiver.lines, "data/a"));
                verified(receiver.lines);
            }
        }
    }

    @Test
    void aReceiverThatReadsNothingNeitherBlocksTheOthersNorIsWaitedForWithoutEnd()
            throws Exception {
        Path file = folder.resolve("audit.log");
        AuditLogSettings small = settings(64, 64 << 20);
        try (Receivers.Stream receiver = Receivers.Stream.tcp(0)) {
            CountDownLatch gate = new CountDownLatch(1);
            receiver.gate = gate;
            AuditSocketSettings slow =
                    new AuditSocketSettings(
                            "socket/",
                            new AuditEndpoint.Tcp("127.0.0.1", receiver.port()),
                            IMPATIENT);
            try (AuditLog log =
                    AuditLog.open(
                            small, List.of(new AuditFileSettings("file/", file, null), slow))) {
                for (int i = 0; log.stats().getLast().failures() == 0; i++) {
                    big(log, "a" + i); // until the kernel's buffers are full
                }
                assertThat(log.healthy()).isTrue();
                assertThat(log.stats().getLast().lastError()).contains("in time");
                Fixtures.pair(log, "afterwards");
                gate.countDown();
                receiver.gate = null;
                Fixtures.until(() -> log.stats().getLast().healthy());
                Fixtures.pair(log, "healed");
                Fixtures.until(() -> has(receiver.lines, "data/healed"));
            }
            verifiedOnceEach(receiver.lines);
        }
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
    }

    @Test
    void aFullQueueRefusesOnThatDeviceAlone() throws Exception {
        Path file = folder.resolve("audit.log");
        try (Receivers.Http receiver = new Receivers.Http()) {
            AuditHttpSettings http = http(receiver, 10, 1 << 20, Duration.ZERO);
            try (AuditLog log =
                    AuditLog.open(
                            settings(4, 1 << 20),
                            List.of(new AuditFileSettings("file/", file, null), http))) {
                Fixtures.until(() -> log.stats().getLast().healthy());
                CountDownLatch gate = new CountDownLatch(1);
                receiver.gate = gate;
                Fixtures.pairs(log, "a", 10);
                assertThat(log.stats().getLast().refused()).isPositive();
                assertThat(log.stats().getFirst().refused()).isZero();
                receiver.gate = null;
                gate.countDown();
                Fixtures.until(() -> log.stats().getLast().queued() == 0);
                Fixtures.pair(log, "b");
            }
            verified(receiver.lines());
        }
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
    }

    @Test
    void anHttpReceiverGetsBatchesWithinTheirBoundsAndItsHeaders() throws Exception {
        try (Receivers.Http receiver = new Receivers.Http()) {
            AuditHttpSettings http = http(receiver, 3, 1 << 20, Duration.ofMillis(50));
            try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of(http))) {
                List<PendingEntry> pending =
                        java.util.stream.IntStream.range(0, 20)
                                .mapToObj(i -> log.request(Fixtures.request("a" + i)))
                                .toList();
                pending.forEach(one -> log.await(one, Fixtures.deadline()));
                assertThat(pending).allMatch(PendingEntry::isDurable);
            }
            verified(receiver.lines());
            assertThat(receiver.batches).allMatch(batch -> batch.size() <= 3).hasSizeLessThan(20);
            assertThat(receiver.headers)
                    .allMatch(h -> List.of("Bearer c4nary").equals(h.get("Authorization")))
                    .allMatch(h -> List.of("application/x-ndjson").equals(h.get("Content-type")));
        }
    }

    @Test
    void batchesAreBoundedByBytes() throws Exception {
        try (Receivers.Http receiver = new Receivers.Http()) {
            AuditHttpSettings http = http(receiver, 10_000, 1 << 10, Duration.ofMillis(50));
            try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of(http))) {
                List<PendingEntry> pending =
                        java.util.stream.IntStream.range(0, 20)
                                .mapToObj(i -> log.request(Fixtures.request("a" + i)))
                                .toList();
                pending.forEach(one -> log.await(one, Fixtures.deadline()));
            }
            assertThat(receiver.batches)
                    .allMatch(batch ->
                            batch.size() == 1
                                    || batch.stream().mapToInt(String::length).sum() <= 1 << 10);
            verified(receiver.lines());
        }
    }

    @Test
    void onlyAnAnswerWith2xxCountsAndNoErrorHoldsASecret() throws Exception {
        try (Receivers.Http receiver = new Receivers.Http()) {
            receiver.status = 500;
            AuditHttpSettings http = http(receiver, 100, 1 << 20, Duration.ZERO);
            try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of(http))) {
                assertThat(log.healthy()).isFalse();
                assertThat(log.stats().getFirst().lastError())
                        .contains("status 500")
                        .doesNotContain("c4nary");
                receiver.status = 302;
                long failures = log.stats().getFirst().failures();
                Fixtures.until(() -> log.stats().getFirst().failures() > failures + 1);
                assertThat(log.healthy()).isFalse();
                receiver.status = 200;
                Fixtures.until(log::healthy);
                Fixtures.pair(log, "a");
            }
            assertThat(http.toString()).doesNotContain("c4nary");
            verified(receiver.lines());
        }
    }

    @Test
    void anHttpReceiverThatNeverAnswersTimesOut() throws Exception {
        try (Receivers.Http receiver = new Receivers.Http()) {
            CountDownLatch gate = new CountDownLatch(1);
            receiver.gate = gate;
            AuditHttpSettings http =
                    new AuditHttpSettings(
                            "http/",
                            receiver.uri(),
                            Map.of(),
                            null,
                            IMPATIENT,
                            10,
                            1 << 20,
                            Duration.ZERO);
            try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of(http))) {
                Fixtures.until(() -> log.stats().getFirst().failures() > 0);
                assertThat(log.healthy()).isFalse();
                receiver.gate = null;
                gate.countDown();
                Fixtures.until(log::healthy);
            }
            verifiedOnceEach(receiver.lines());
        }
    }

    @Test
    void aProbeSendsALineOrSaysWhyNot() throws Exception {
        int port;
        try (Receivers.Stream receiver = Receivers.Stream.tcp(0)) {
            port = receiver.port();
            probe(tcp(port));
            Fixtures.until(() -> types(receiver.lines).contains("open"));
        }
        assertThatThrownBy(() -> probe(tcp(port))).hasMessageContaining("cannot connect");
        Path file = folder.resolve("probed.log");
        probe(new AuditFileSettings("f/", file, null));
        assertThat(Fixtures.types(file)).startsWith("open");
        Files.createSymbolicLink(folder.resolve("link"), file);
        assertThatThrownBy(() -> probe(new AuditFileSettings("f/", folder.resolve("link"), null)))
                .isInstanceOf(UnsafeAuditFileException.class);
    }

    @Test
    void reopeningConnectsAnew() throws Exception {
        try (Receivers.Stream receiver = Receivers.Stream.tcp(0);
                AuditLog log = AuditLog.open(Fixtures.settings(), List.of(tcp(receiver.port())))) {
            Fixtures.pair(log, "a");
            log.reopen().get();
            Fixtures.pair(log, "b");
            Fixtures.until(() -> receiver.connections() == 2 && has(receiver.lines, "data/b"));
        }
    }

    private static void big(AuditLog log, String id) {
        AuditEntry entry =
                Fixtures.FORMAT.request(
                        Fixtures.TIME,
                        AuditAuth.NONE,
                        AuditRequest.builder(id, "read", "x".repeat(200_000)).build());
        log.await(log.request(entry), Fixtures.deadline());
    }

    private static AuditLogSettings settings(int entries, long bytes) {
        return new AuditLogSettings(
                "node-1",
                Fixtures.CLOCK,
                Fixtures.SIGNER,
                HeadListener.NONE,
                entries,
                bytes,
                Fixtures.LONG,
                Fixtures.SHORT,
                Fixtures.LONG,
                64L << 20);
    }

    private static AuditSocketSettings tcp(int port) {
        return new AuditSocketSettings(
                "socket/", new AuditEndpoint.Tcp("127.0.0.1", port), TIMEOUTS);
    }

    private static AuditHttpSettings http(
            Receivers.Http receiver, int lines, int bytes, Duration wait) {
        return new AuditHttpSettings(
                "http/",
                receiver.uri(),
                Map.of("Authorization", List.of("Bearer c4nary")),
                null,
                TIMEOUTS,
                lines,
                bytes,
                wait);
    }

    private static boolean has(Collection<String> lines, String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    private static List<String> types(Collection<String> lines) {
        return lines.stream()
                .map(Fixtures.JSON::readTree)
                .map(line -> line.path("type").asString())
                .toList();
    }

    private void verified(Collection<String> lines) throws Exception {
        Path copy = folder.resolve("received.log");
        Files.write(copy, lines);
        assertThat(Fixtures.verify(null, copy).findings()).isEmpty();
        assertThat(Fixtures.nodes(copy)).allMatch(JsonNode::isObject);
    }

    /**
     * Lines arrive at least once, those of two connections in any order: a repetition is the same
     * to the byte, a torn line no JSON.
     */
    private void verifiedOnceEach(Collection<String> lines) throws Exception {
        Fixtures.until(() -> whole(distinct(lines))); // an older connection may still be read
        verified(distinct(lines).values());
    }

    private static boolean whole(NavigableMap<Long, String> lines) {
        return !lines.isEmpty() && lines.lastKey() == lines.size();
    }

    private static NavigableMap<Long, String> distinct(Collection<String> lines) {
        NavigableMap<Long, String> distinct = new TreeMap<>();
        for (String line : lines) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            LineTrailer trailer = LineTrailer.parse(bytes, 0, bytes.length);
            if (trailer != null && LineKind.of(bytes) != null) {
                assertThat(distinct.putIfAbsent(trailer.seq(), line)).isIn(null, line);
            }
        }
        return distinct;
    }

    private static void probe(AuditDeviceSettings device) throws IOException {
        try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of())) {
            log.probe(device);
        }
    }
}
