package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start finds: crashes, torn ends, lost files, unanswered requests. */
class RecoveryTest {

    @TempDir Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void path() {
        file = folder.resolve("audit.log");
    }

    @Test
    void theChainGoesOnAfterARestart() throws IOException {
        AuditHead head = session("a", 3, null);
        try (AuditLog log = Fixtures.open(file, null)) {
            assertThat(Fixtures.newestHead(log)).isEqualTo(head);
        }
        AuditHead next = session("b", 3, head);
        AuditVerification found = Fixtures.verify(next, file);
        assertThat(found.findings()).isEmpty();
        assertThat(found.notes()).isEmpty();
        assertThat(Fixtures.types(file).stream().filter("open"::equals)).hasSize(1);
        assertThat(next.epoch()).isEqualTo(head.epoch());
    }

    @Test
    void aTornEndIsCutAndAMarkerSaysSo() throws IOException {
        AuditHead head = session("a", 3, null);
        String torn = "{\"time\":\"2026-11-24T13:27:00Z\",\"type\":\"request\",\"au";
        Files.writeString(file, torn, StandardOpenOption.APPEND);
        session("b", 1, head);
        assertThat(Files.readString(file))
                .doesNotContain(torn)
                .contains("\"cut_bytes\":" + torn.length());
        AuditVerification found = Fixtures.verify(null, file);
        assertThat(found.findings()).isEmpty();
        assertThat(found.notes()).anyMatch(note -> note.contains("torn end"));
    }

    /** Power may fail with blocks missing in the middle of what was not yet synced. */
    @Test
    void unsyncedLinesAfterAHoleAreCutToo() throws IOException {
        AuditHead head = session("a", 3, null);
        byte[] whole = Files.readAllBytes(file);
        session("b", 2, head);
        byte[] more = Files.readAllBytes(file);
        int hole = whole.length + 20;
        byte[] damaged = Arrays.copyOf(more, lastHeadStart(more));
        Arrays.fill(damaged, hole, hole + 50, (byte) 0);
        Files.write(file, damaged);
        session("c", 1, head);
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
        assertThat(Fixtures.types(file)).contains("repair");
    }

    @Test
    void aChangeBelowTheSignedHeadIsNeverCutAway() throws IOException {
        AuditHead head = session("a", 5, null);
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.UTF_8).indexOf("data/a2");
        bytes[at + 6] = 'X';
        Files.write(file, bytes);
        session("b", 2, head);
        assertThat(Fixtures.types(file)).doesNotContain("repair");
        assertThat(Fixtures.verify(null, file).findings().getFirst().what()).contains("altered");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aCutAtAnyByteEitherRepairsOrNamesTheGap(long seed) throws IOException {
        Random random = new Random(seed);
        AuditHead head = session("a", 4, null);
        int checkpointEnd = Files.readAllBytes(file).length;
        session("b", 4, head);
        byte[] all = Files.readAllBytes(file);
        for (int round = 0; round < 25; round++) {
            int cut = random.nextInt(all.length);
            Files.write(file, Arrays.copyOf(all, cut));
            AuditHead newest = session("c", 2, head);
            AuditVerification found = Fixtures.verify(newest, file);
            String what = "seed " + seed + " cut " + cut + " of " + all.length;
            if (cut >= checkpointEnd) {
                assertThat(found.findings()).as(what).isEmpty();
            } else if (headLineIsMissing(all, cut, head)) {
                assertThat(found.findings()).as(what).isNotEmpty();
                assertThat(found.findings().getFirst().seq())
                        .as(what)
                        .isLessThanOrEqualTo(head.seq());
            }
        }
    }

    @Test
    void aFileBelowItsCheckpointStartsANewEpochWithAGap() throws IOException {
        AuditHead old = session("a", 2, null);
        byte[] then = Files.readAllBytes(file);
        AuditHead head = session("b", 5, old);
        Files.write(file, then);
        AuditHead after = session("c", 2, head);
        assertThat(after.epoch()).isNotEqualTo(head.epoch());
        AuditVerification found = Fixtures.verify(after, file);
        assertThat(found.findings()).hasSize(1);
        assertThat(found.findings().getFirst().what())
                .contains("lines " + (old.seq() + 2) + " to " + head.seq() + " are lost")
                .contains("file_below_checkpoint");
        assertThat(found.findings().getFirst().seq()).isEqualTo(old.seq() + 2);
    }

    @Test
    void aLostFileStartsANewEpochWithAGap() throws IOException {
        AuditHead head = session("a", 5, null);
        Path away = folder.resolve("audit.log.1");
        Files.move(file, away);
        AuditHead after = session("b", 2, head);
        assertThat(Fixtures.types(file)).startsWith("gap");
        assertThat(Fixtures.verify(null, file).findings().getFirst().what())
                .contains("lines 1 to " + head.seq() + " are lost");
        AuditVerification both = Fixtures.verify(after, away, file);
        assertThat(both.findings()).isEmpty();
        assertThat(both.notes()).anyMatch(note -> note.contains("new epoch"));
    }

    @Test
    void anotherHistoryThanTheCheckpointsIsAGap() throws IOException {
        AuditHead head = session("a", 5, null);
        Files.delete(file);
        session("x", 9, null);
        session("b", 1, head);
        assertThat(Fixtures.types(file)).contains("gap");
        assertThat(Files.readString(file)).contains("checkpoint_mismatch");
    }

    @Test
    void aGapIsNotRepeatedAtTheNextStart() throws IOException {
        AuditHead head = session("a", 5, null);
        Files.delete(file);
        session("b", 1, head);
        session("c", 1, head); // the store has not heard of the new epoch yet
        assertThat(Fixtures.types(file).stream().filter("gap"::equals)).hasSize(1);
    }

    @Test
    void theTornBeginningOfTheFirstLineIsStartedOver() throws IOException {
        Files.writeString(file, "{\"time\":\"2026");
        session("a", 1, null);
        assertThat(Fixtures.types(file)).startsWith("open");
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
    }

    @Test
    void aFileOfSomethingElseIsRefusedUntilItIsMovedAway() throws Exception {
        Files.writeString(file, "127.0.0.1 - - GET /\n{\"time\":\"x\",\"type\":\"request\"}\n");
        try (AuditLog log =
                AuditLog.open(
                        Fixtures.settings(),
                        List.of(new AuditFileSettings(Fixtures.DEVICE, file, null)))) {
            assertThat(log.healthy()).isFalse();
            assertThat(log.stats().getFirst().lastError()).contains("something else");
            assertThat(Files.readString(file)).startsWith("127");
            Files.move(file, folder.resolve("moved"));
            Fixtures.until(log::healthy);
            Fixtures.pair(log, "a");
        }
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
    }

    @Test
    void aFileThatOpensLateAddsItsOpenRequestsUnlessAnotherHasTheAnswer() throws Exception {
        Path second = folder.resolve("second.log");
        AuditEntry both = Fixtures.request("answered-in-one");
        try (AuditLog log = Fixtures.open(file, null)) {
            log.request(Fixtures.request("late"));
            log.request(both);
        }
        List<AuditFileSettings> files =
                List.of(
                        new AuditFileSettings(Fixtures.DEVICE, file, null),
                        new AuditFileSettings("second/", second, null));
        Path away = Files.move(file, folder.resolve("away"));
        Files.createDirectory(file);
        try (AuditLog log = Fixtures.open(second, null)) {
            log.response(Fixtures.response(both));
        }
        Queue<OpenRequest> heard = new ConcurrentLinkedQueue<>();
        try (AuditLog log = AuditLog.open(Fixtures.settings(), files)) {
            log.onUnanswered(heard::addAll);
            assertThat(log.healthy()).isTrue();
            assertThat(heard).isEmpty();
            Files.delete(file);
            Files.move(away, file);
            Fixtures.until(() -> !heard.isEmpty());
            assertThat(heard).extracting(OpenRequest::requestId).containsExactly("late");
            assertThat(log.stats()).allMatch(DeviceStats::healthy);
        }
    }

    @Test
    void findsTheRequestsWithoutAnAnswer() throws IOException {
        AuditHead head;
        try (AuditLog log = Fixtures.open(file, null)) {
            log.request(Fixtures.request("early"));
            Fixtures.pairs(log, "a", 3);
            PendingEntry last = log.request(Fixtures.request("late"));
            log.await(last, Fixtures.deadline());
            head = crash(log);
        }
        try (AuditLog log = Fixtures.open(file, head)) {
            assertThat(log.unanswered())
                    .extracting(OpenRequest::requestId)
                    .containsExactly("early", "late");
            assertThat(log.unansweredComplete()).isTrue();
            OpenRequest open = log.unanswered().getFirst();
            assertThat(open.path()).isEqualTo("secret/data/early");
            assertThat(open.operation()).isEqualTo("read");
            for (OpenRequest request : log.unanswered()) {
                AuditEntry outcome =
                        Fixtures.FORMAT.response(
                                Fixtures.TIME, request.entry(), AuditResponse.EMPTY);
                log.await(log.response(outcome), Fixtures.deadline());
            }
            head = Fixtures.newestHead(log);
        }
        try (AuditLog log = Fixtures.open(file, head)) {
            assertThat(log.unanswered()).isEmpty();
        }
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
        String outcome =
                Fixtures.lines(file).stream()
                        .filter(line -> line.contains("\"early\""))
                        .toList()
                        .getLast();
        assertThat(outcome)
                .contains(
                        "\"type\":\"response\",\"auth\":{\"token_type\":\"default\"},\"request\":{\"id\":\"early\"");
    }

    @Test
    void anOpenRequestStaysKnownOverManyHeads() throws IOException {
        AuditLogSettings eager = Fixtures.settings(HeadListener.NONE, java.time.Duration.ZERO);
        AuditHead head;
        try (AuditLog log = Fixtures.open(eager, file, null)) {
            log.request(Fixtures.request("open"));
            Fixtures.pairs(log, "a", 30);
            head = Fixtures.newestHead(log);
            assertThat(head.oldestOpen()).isEqualTo(3); // after open and the first head
        }
        try (AuditLog log = Fixtures.open(eager, file, head)) {
            assertThat(log.unanswered()).extracting(OpenRequest::requestId).containsExactly("open");
        }
    }

    @Test
    void aStartReadsTheEndOfALargeFileOnly() throws IOException {
        AuditHead head;
        try (AuditLog log =
                Fixtures.open(
                        Fixtures.settings(HeadListener.NONE, java.time.Duration.ZERO),
                        file,
                        null)) {
            Fixtures.pairs(log, "a", 50);
            head = Fixtures.newestHead(log);
        }
        // the same end behind 8 GB of hole, which a full read would not get through in any test
        byte[] end = Files.readAllBytes(file);
        try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(end), 8L << 30);
        }
        try (AuditLog log = Fixtures.open(file, head)) {
            Fixtures.pair(log, "b");
            assertThat(log.healthy()).isTrue();
        }
        assertThat(Files.size(file)).isGreaterThan((8L << 30) + end.length);
    }

    @Test
    void severalDevicesAgreeOnWhatIsAnswered() throws IOException {
        Path second = folder.resolve("second.log");
        try (AuditLog log = Fixtures.open(file, null)) {
            log.request(Fixtures.request("x"));
            log.enable(new AuditFileSettings("second/", second, null));
            AuditEntry y = Fixtures.request("y");
            log.await(log.request(y), Fixtures.deadline());
            log.disable(Fixtures.DEVICE);
            log.await(log.response(Fixtures.response(y)), Fixtures.deadline());
        }
        List<AuditFileSettings> files =
                List.of(
                        new AuditFileSettings(Fixtures.DEVICE, file, null),
                        new AuditFileSettings("second/", second, null));
        try (AuditLog log = AuditLog.open(Fixtures.settings(), files)) {
            assertThat(log.unanswered()).extracting(OpenRequest::requestId).containsExactly("x");
        }
    }

    /** Writes pairs and closes; answers the newest head. */
    private AuditHead session(
            String prefix, int count, @org.jspecify.annotations.Nullable AuditHead checkpoint) {
        AuditLog log = Fixtures.open(file, checkpoint);
        Fixtures.pairs(log, prefix, count);
        log.close();
        return Fixtures.newestHead(log);
    }

    /** Puts the file back to what was durable before the orderly close. */
    private AuditHead crash(AuditLog log) throws IOException {
        AuditHead head = Fixtures.newestHead(log);
        Path copy = folder.resolve("copy");
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        log.close();
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        return head;
    }

    private static int lastHeadStart(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.lastIndexOf('\n', text.lastIndexOf("\"type\":\"head\"")) + 1;
    }

    private static boolean headLineIsMissing(byte[] all, int cut, AuditHead head) {
        String kept = new String(all, 0, cut, StandardCharsets.ISO_8859_1);
        return !kept.contains("\"seq\":" + head.seq() + ",\"prev\"");
    }
}
