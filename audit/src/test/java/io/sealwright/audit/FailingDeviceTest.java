package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.audit.AuditUnavailableException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailingDeviceTest {

    @TempDir Path folder;

    private final FaultyChannel.Faults faults = new FaultyChannel.Faults();

    /** A fault and its end. */
    enum Fault {
        ENOSPC(faults -> faults.fullDevice = true, faults -> faults.fullDevice = false),
        EIO_ON_SYNC(faults -> faults.syncFails = true, faults -> faults.syncFails = false),
        TORN_WRITE(faults -> faults.tornWrites = true, faults -> faults.tornWrites = false);

        private final Consumer<FaultyChannel.Faults> begin;
        private final Consumer<FaultyChannel.Faults> end;

        Fault(Consumer<FaultyChannel.Faults> begin, Consumer<FaultyChannel.Faults> end) {
            this.begin = begin;
            this.end = end;
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void failsThenHealsByItselfWithAWholeChain(Fault fault) throws Exception {
        Path file = folder.resolve("audit.log");
        try (AuditLog log = log(file)) {
            Fixtures.pairs(log, "before", 3);
            fault.begin.accept(faults);
            PendingEntry lost = log.request(Fixtures.request("during"));
            assertThatThrownBy(() -> log.await(lost, Fixtures.deadline()))
                    .satisfies(reason(Reason.NO_DEVICE));
            assertThat(log.healthy()).isFalse();
            assertThatThrownBy(() -> log.request(Fixtures.request("refused")))
                    .satisfies(reason(Reason.NO_DEVICE));
            assertThat(log.stats().getFirst().lastError()).isNotEmpty();
            fault.end.accept(faults);
            Fixtures.until(log::healthy);
            Fixtures.pairs(log, "after", 3);
        }
        String text = Files.readString(file);
        assertThat(text)
                .contains("\"during\"", "\"after2\"", "\"recovered\"")
                .doesNotContain("\"refused\"");
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
    }

    @Test
    void aFileThatCannotBeOpenedAgainIsRetried() throws Exception {
        Path file = folder.resolve("audit.log");
        try (AuditLog log = log(file)) {
            Fixtures.pair(log, "a");
            faults.openFails = true;
            faults.syncFails = true;
            PendingEntry lost = log.request(Fixtures.request("b"));
            assertThatThrownBy(() -> log.await(lost, Fixtures.deadline()))
                    .satisfies(reason(Reason.NO_DEVICE));
            Fixtures.until(() -> log.stats().getFirst().failures() > 3);
            faults.syncFails = false;
            faults.openFails = false;
            Fixtures.until(log::healthy);
            Fixtures.pair(log, "c");
        }
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
    }

    @Test
    void aBlockedDeviceTimesOutThenFillsThenGoesOn() throws Exception {
        Path file = folder.resolve("audit.log");
        AuditLogSettings small =
                new AuditLogSettings(
                        "n",
                        Fixtures.CLOCK,
                        Fixtures.SIGNER,
                        HeadListener.NONE,
                        4,
                        1 << 20,
                        Fixtures.LONG,
                        Fixtures.SHORT,
                        Fixtures.LONG,
                        1 << 20);
        CountDownLatch gate = new CountDownLatch(1);
        try (AuditLog log = AuditLog.open(small, List.of())) {
            log.enable(new AuditFileSettings(Fixtures.DEVICE, file, null), faults.opener(file));
            Fixtures.pair(log, "a");
            faults.blocked = gate;
            PendingEntry stuck = log.request(Fixtures.request("b"));
            assertThatThrownBy(() -> log.await(stuck, System.nanoTime() + 20_000_000))
                    .satisfies(reason(Reason.TIMED_OUT));
            Fixtures.until(() -> log.stats().getFirst().queued() == 0);
            for (int i = 0; i < 4; i++) {
                log.request(Fixtures.request("c" + i));
            }
            assertThatThrownBy(() -> log.request(Fixtures.request("d")))
                    .satisfies(reason(Reason.QUEUE_FULL));
            gate.countDown();
            log.await(stuck, Fixtures.deadline());
            Fixtures.until(() -> log.stats().getFirst().queued() == 0);
            Fixtures.pair(log, "e");
        }
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
    }

    @Test
    void aStalledDeviceIsUnhealthyUntilTheWriteReturns() throws Exception {
        Path file = folder.resolve("audit.log");
        AuditLogSettings impatient =
                new AuditLogSettings(
                        "n",
                        Fixtures.CLOCK,
                        Fixtures.SIGNER,
                        HeadListener.NONE,
                        100,
                        1 << 20,
                        Fixtures.LONG,
                        Fixtures.SHORT,
                        Duration.ofMillis(5),
                        1 << 20);
        CountDownLatch gate = new CountDownLatch(1);
        try (AuditLog log = AuditLog.open(impatient, List.of())) {
            log.enable(new AuditFileSettings(Fixtures.DEVICE, file, null), faults.opener(file));
            Fixtures.until(log::healthy);
            faults.blocked = gate;
            PendingEntry stuck = log.request(Fixtures.request("b"));
            Fixtures.until(() -> !log.healthy());
            assertThatThrownBy(() -> log.request(Fixtures.request("c")))
                    .satisfies(reason(Reason.NO_DEVICE));
            gate.countDown();
            log.await(stuck, Fixtures.deadline());
            Fixtures.until(log::healthy);
        }
    }

    @Test
    void oneWorkingDeviceIsEnough() throws Exception {
        Path good = folder.resolve("good.log");
        Path bad = folder.resolve("bad.log");
        try (AuditLog log = log(bad)) {
            log.enable(new AuditFileSettings("second/", good, null));
            Fixtures.pair(log, "a");
            faults.fullDevice = true;
            Fixtures.pair(log, "b");
            assertThat(log.healthy()).isTrue();
            Fixtures.until(() -> !log.stats().getFirst().healthy());
            Fixtures.pair(log, "c");
            faults.fullDevice = false;
            Fixtures.until(() -> log.stats().getFirst().healthy());
            Fixtures.pair(log, "d");
        }
        assertThat(Files.readString(good)).contains("\"c\"", "\"d\"");
        assertThat(Files.readString(bad)).doesNotContain("data/c\"").contains("data/d\"");
        assertThat(Fixtures.verify(null, good).findings()).isEmpty();
        assertThat(Fixtures.verify(null, bad).findings()).isEmpty();
    }

    @Test
    void aFileCutWhileOpenGoesOnAsAfterARotation() throws Exception {
        Path file = folder.resolve("audit.log");
        Path copy = folder.resolve("audit.log.1");
        try (AuditLog log = log(file)) {
            Fixtures.pairs(log, "a", 3);
            Files.copy(file, copy);
            Files.write(file, new byte[0]);
            tryUntilStored(log);
        }
        assertThat(Fixtures.types(file)).startsWith("rotated");
        assertThat(Fixtures.verify(null, copy, file).findings()).isEmpty();
    }

    @Test
    void aFileChangedWhileOpenStartsAnEpochWithAGap() throws Exception {
        Path file = folder.resolve("audit.log");
        try (AuditLog log = log(file)) {
            Fixtures.pairs(log, "a", 3);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 10));
            tryUntilStored(log);
        }
        assertThat(Files.readString(file)).contains("\"type\":\"gap\"", "changed_while_open");
        assertThat(Fixtures.verify(null, file).intact()).isFalse();
    }

    @Test
    void closedOrEmptyLogRefuses() throws Exception {
        try (AuditLog empty = AuditLog.open(Fixtures.settings(), List.of())) {
            assertThat(empty.healthy()).isFalse();
            assertThatThrownBy(() -> empty.request(Fixtures.request("a")))
                    .satisfies(reason(Reason.NO_DEVICE));
        }
        AuditLog closed = log(folder.resolve("audit.log"));
        closed.close();
        closed.close();
        assertThatThrownBy(() -> closed.request(Fixtures.request("a")))
                .isInstanceOf(AuditUnavailableException.class);
    }

    /** The first attempt finds the change and fails; then the device heals. */
    private static void tryUntilStored(AuditLog log) throws InterruptedException {
        for (int i = 0; ; i++) {
            try {
                Fixtures.pair(log, "again" + i);
                return;
            } catch (AuditUnavailableException e) {
                Fixtures.until(log::healthy);
            }
        }
    }

    private AuditLog log(Path file) {
        AuditLog log = AuditLog.open(Fixtures.settings(), List.of());
        log.enable(new AuditFileSettings(Fixtures.DEVICE, file, null), faults.opener(file));
        return log;
    }

    private static Consumer<Throwable> reason(Reason reason) {
        return error ->
                assertThat(error)
                        .isInstanceOfSatisfying(
                                AuditUnavailableException.class,
                                e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
