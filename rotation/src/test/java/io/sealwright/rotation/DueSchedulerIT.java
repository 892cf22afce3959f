package io.sealwright.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Transaction;
import io.sealwright.storage.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Due work over a real store: what is done once, what never lands, what is never forgotten. */
class DueSchedulerIT {
    private static final byte KIND = 7;
    private static final byte BROKEN = 8;
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir Path folder;

    private OneNode node;
    private final List<String> handled = new ArrayList<>();

    @BeforeEach
    void open() {
        node = new OneNode(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private DueScheduler scheduler(DueHandler... more) {
        List<DueHandler> handlers = new ArrayList<>(List.of(more));
        handlers.add(OneNode.handler(KIND, entry -> handled.add(OneNode.id(entry))));
        return new DueScheduler(
                node.store(), node.barrier(), handlers, List.of(), List.of(), node::now);
    }

    private @Nullable Instant watermark() {
        return node.barrier()
                .read(
                        Consistency.LINEARIZABLE,
                        OneNode.soon(),
                        transaction -> {
                            Record record =
                                    transaction
                                            .records(Keys.ROOT_NAMESPACE, Keys.DUE_INDEX)
                                            .peek(OneNode.bytes("watermark"));
                            return record == null
                                    ? null
                                    : Instant.ofEpochMilli(
                                            ByteBuffer.wrap(record.value()).getLong(1));
                        });
    }

    @Test
    void whatIsDueIsDoneOnceInTimeOrderAndDeleted() {
        node.put(node.now().minusSeconds(1), KIND, "second");
        node.put(node.now().minusSeconds(2), KIND, "first");
        node.put(node.now(), KIND, "on-time");
        node.put(node.now().plusMillis(1), KIND, "later");
        DueScheduler scheduler = scheduler();

        scheduler.tick();
        scheduler.tick();

        assertThat(handled).containsExactly("first", "second", "on-time");
        assertThat(node.ids()).containsExactly("later");
        assertThat(scheduler.stats().done()).isEqualTo(3);
        node.pass(Duration.ofMillis(1));
        scheduler.tick();
        assertThat(handled).endsWith("later").hasSize(4);
        assertThat(node.entries()).isEmpty();
    }

    @Test
    void aHandlerSeesTheEntryAsItWasPut() {
        List<DueEntry> seen = new ArrayList<>();
        node.put(node.now(), BROKEN, "entry");

        scheduler(OneNode.handler(BROKEN, seen::add)).tick();

        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().at()).isEqualTo(node.now());
        assertThat(seen.getFirst().namespace()).isEqualTo(Keys.ROOT_NAMESPACE);
        assertThat(seen.getFirst().value()).isEqualTo(OneNode.bytes("value of entry"));
    }

    @Test
    void withoutAFenceNothingRuns() {
        node.follow();
        node.put(node.now(), KIND, "entry");
        AtomicInteger duties = new AtomicInteger();
        DueScheduler scheduler =
                new DueScheduler(
                        node.store(),
                        node.barrier(),
                        List.of(OneNode.handler(KIND, entry -> handled.add("entry"))),
                        List.of(),
                        List.of(fence -> duties.incrementAndGet()),
                        node::now);

        scheduler.tick();

        assertThat(handled).isEmpty();
        assertThat(duties).hasValue(0);
        assertThat(node.ids()).containsExactly("entry");
    }

    @Test
    void theWorkOfADeposedLeaderDoesNotLand() {
        node.put(node.now(), KIND, "entry");
        node.newEpoch(); // the member has not heard of it
        DueHandler writes = new Writing(KIND);
        DueScheduler deposed =
                new DueScheduler(
                        node.store(),
                        node.barrier(),
                        List.of(writes),
                        List.of(),
                        List.of(),
                        node::now);

        deposed.tick();

        assertThat(node.ids()).containsExactly("entry");
        assertThat(written()).isFalse();
        assertThat(deposed.stats())
                .extracting(DueStats::done, DueStats::postponed)
                .containsExactly(0L, 0L);
        node.lead();
        deposed.tick();
        assertThat(node.entries()).isEmpty();
        assertThat(written()).isTrue();
    }

    @Test
    void aLeaderDeposedInTheMidstOfARoundStops() {
        node.put(node.now(), KIND, 100);
        AtomicInteger runs = new AtomicInteger();
        DueScheduler scheduler =
                new DueScheduler(
                        node.store(),
                        node.barrier(),
                        List.of(
                                OneNode.handler(
                                        KIND,
                                        entry -> {
                                            if (runs.incrementAndGet() == 40) {
                                                node.newEpoch();
                                                node.follow();
                                            }
                                        })),
                        List.of(),
                        List.of(),
                        node::now);

        scheduler.tick();

        assertThat(node.entries()).as("the first batch of 32 landed, no other").hasSize(68);
        assertThat(scheduler.stats().done()).isEqualTo(32);
    }

    @Test
    void anEntryWhoseHandlerFailsIsPutOffAndTheOthersGoOn() {
        AtomicInteger failures = new AtomicInteger();
        DueHandler broken =
                OneNode.handler(
                        BROKEN,
                        entry -> {
                            failures.incrementAndGet();
                            throw new NullPointerException("a bug");
                        });
        node.put(node.now().minusSeconds(3), KIND, "before");
        node.put(node.now().minusSeconds(2), BROKEN, "broken");
        node.put(node.now().minusSeconds(1), KIND, "after");
        DueScheduler scheduler = scheduler(broken);

        scheduler.tick();

        assertThat(handled).contains("before", "after");
        assertThat(node.entries())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(OneNode.id(entry)).isEqualTo("broken");
                    assertThat(entry.at()).isEqualTo(node.now().plus(DueRound.RETRY));
                    assertThat(entry.value()).isEqualTo(OneNode.bytes("value of broken"));
                });
        assertThat(scheduler.stats().done()).isEqualTo(2);
        assertThat(scheduler.stats().postponed()).isEqualTo(1);
        int before = failures.get();
        node.pass(DueRound.RETRY);
        scheduler.tick();
        assertThat(failures).as("tried again when its new time came").hasValueGreaterThan(before);
        assertThat(node.ids()).containsExactly("broken");
    }

    @Test
    void anEntryOfAnUnknownKindIsKept() {
        node.put(node.now(), (byte) 99, "of-a-newer-version");

        scheduler().tick();

        assertThat(node.ids()).containsExactly("of-a-newer-version");
    }

    @Test
    void anEntryThatKeepsConflictingHoldsUpNoOther() {
        DueHandler contended =
                new DueHandler() {
                    @Override
                    public byte kind() {
                        return BROKEN;
                    }

                    @Override
                    public void due(Transaction transaction, DueEntry entry) {
                        var records = transaction.records(Keys.ROOT_NAMESPACE, Keys.SETTINGS);
                        records.get(OneNode.bytes("contended"));
                        records.put(OneNode.bytes("contended"), OneNode.bytes("mine"));
                        write("contended");
                    }
                };
        node.put(node.now().minusSeconds(1), BROKEN, "hot");
        node.put(node.now(), KIND, "after");

        scheduler(contended).tick();

        assertThat(handled).contains("after");
        assertThat(node.ids()).containsExactly("hot");
        assertThat(node.entries().getFirst().at()).isAfter(node.now());
    }

    @Test
    void aHandlerMayPutItsOwnEntryAgain() {
        Instant at = node.now();
        AtomicInteger runs = new AtomicInteger();
        DueHandler again =
                new DueHandler() {
                    @Override
                    public byte kind() {
                        return BROKEN;
                    }

                    @Override
                    public void due(Transaction transaction, DueEntry entry) {
                        if (runs.incrementAndGet() == 1) {
                            transaction.putDue(
                                    at,
                                    BROKEN,
                                    entry.namespace(),
                                    entry.id(),
                                    OneNode.bytes("step 2"));
                        }
                    }
                };
        node.put(at, BROKEN, "steps");

        scheduler(again).tick();

        assertThat(runs).hasValue(2);
        assertThat(node.entries()).isEmpty();
    }

    @Test
    void oneRoundIsBoundedAndTheNextGoesOn() {
        int most = DueRound.PAGE * DueRound.PAGES_A_ROUND;
        node.put(node.now(), KIND, 9_000);
        node.put(node.now().minusSeconds(1), KIND, 9_000);
        DueScheduler scheduler = scheduler();

        scheduler.tick();

        assertThat(handled).hasSize(most);
        assertThat(scheduler.stats().lagMillis()).isEqualTo(1_000);
        scheduler.tick();
        assertThat(handled).hasSize(18_000);
        assertThat(node.entries()).isEmpty();
    }

    @Test
    void theWatermarkIsStoredAndANewLeaderStartsFromIt() {
        DueScheduler scheduler = scheduler();
        scheduler.tick();
        Instant reached = node.now().minus(DueRound.LATE);
        assertThat(watermark()).isEqualTo(reached);
        node.put(reached.minusSeconds(1), KIND, "below");
        node.put(reached, KIND, "at");
        node.put(reached.plusSeconds(1), KIND, "above");

        scheduler().tick();

        assertThat(handled)
                .as("what lies below was done by the leader before")
                .containsExactly("at", "above");
    }

    @Test
    void entriesThatComeInBelowTheLeadersTimeAreFound() {
        DueScheduler scheduler = scheduler();
        scheduler.tick();
        node.put(node.now().minus(DueRound.LATE), KIND, "late");

        scheduler.tick();

        assertThat(handled).containsExactly("late");
    }

    @Test
    void theWatermarkIsWrittenOncePerStep() {
        DueScheduler scheduler = scheduler();
        scheduler.tick();
        Instant first = watermark();
        node.pass(DueRound.WATERMARK_STEP.minus(SECOND));
        scheduler.tick();
        assertThat(watermark()).isEqualTo(first);
        node.pass(SECOND);
        scheduler.tick();
        assertThat(watermark()).isEqualTo(node.now().minus(DueRound.LATE));
    }

    @Test
    void theWatermarkDoesNotPassWhatIsNotDone() {
        node.put(node.now().minus(Duration.ofHours(1)), KIND, "entry");
        DueScheduler scheduler =
                new DueScheduler(
                        node.store(),
                        node.barrier(),
                        List.of(
                                OneNode.handler(
                                        KIND,
                                        entry -> {
                                            node.follow();
                                            throw new DeposedException();
                                        })),
                        List.of(),
                        List.of(),
                        node::now);

        scheduler.tick();

        assertThat(watermark()).isNull();
        node.lead();
        scheduler().tick();
        assertThat(handled).containsExactly("entry");
    }

    @Test
    void afterARestoreTheOldWatermarkHolds() throws Exception {
        node.put(node.now().plus(Duration.ofHours(1)), KIND, "entry");
        DueScheduler scheduler = scheduler();
        scheduler.tick();
        ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
        node.raft().saveSnapshot(snapshot, OneNode.soon());
        node.pass(Duration.ofHours(2));
        scheduler.tick();
        assertThat(handled).hasSize(1);

        node.raft()
                .restoreSnapshot(
                        SnapshotReader.open(new ByteArrayInputStream(snapshot.toByteArray())),
                        OneNode.soon());
        scheduler.tick();

        assertThat(handled).as("due again in the restored state").containsExactly("entry", "entry");
    }

    @Test
    void dutiesRunOnceAMinuteAndOneThatFailsKeepsNoOtherBack() {
        AtomicInteger runs = new AtomicInteger();
        LeaderDuty broken =
                fence -> {
                    throw new IllegalStateException("a bug");
                };
        DueScheduler scheduler =
                new DueScheduler(
                        node.store(),
                        node.barrier(),
                        List.of(),
                        List.of(),
                        List.of(broken, fence -> runs.incrementAndGet()),
                        node::now);

        scheduler.tick();
        scheduler.tick();
        assertThat(runs).hasValue(1);
        node.pass(DueScheduler.DUTY_INTERVAL);
        scheduler.tick();
        assertThat(runs).hasValue(2);
    }

    @Test
    void whileSealedNothingRunsAndNothingIsThrown() {
        node.put(node.now(), KIND, "entry");
        node.barrier().seal();

        scheduler().tick();

        assertThat(handled).isEmpty();
    }

    @Test
    void twoHandlersOfOneKindAreRefused() {
        assertThatThrownBy(() -> scheduler(OneNode.handler(KIND, entry -> {})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kind 7");
    }

    @Test
    void theThreadRunsUntilItIsClosed() throws Exception {
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        node.put(node.now(), KIND, "first");
        DueScheduler scheduler =
                new DueScheduler(
                        node.store(),
                        node.barrier(),
                        List.of(OneNode.handler(KIND, entry -> done.add(OneNode.id(entry)))),
                        List.of(),
                        List.of(),
                        node::now);
        scheduler.start();
        assertThat(done.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
        node.put(node.now(), KIND, "second");
        assertThat(done.poll(30, TimeUnit.SECONDS)).isEqualTo("second");
        scheduler.close();
        node.put(node.now(), KIND, "third");
        assertThat(node.ids()).containsExactly("third");
        assertThat(done).isEmpty();
    }

    @Test
    void theRealStoresFenceLetsTheLeadersWorkLand() throws Exception {
        DueScheduler real =
                new DueScheduler(
                        node.raft(),
                        node.barrier(),
                        List.of(OneNode.handler(KIND, entry -> handled.add(OneNode.id(entry)))),
                        List.of(),
                        List.of(),
                        node::now);
        node.put(node.now(), KIND, "entry");
        for (int i = 0; i < 300 && node.raft().fence() == null; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }

        real.tick();

        assertThat(handled).containsExactly("entry");
        assertThat(node.entries()).isEmpty();
    }

    private void write(String name) {
        node.barrier()
                .transact(
                        OneNode.soon(),
                        transaction -> {
                            transaction
                                    .records(Keys.ROOT_NAMESPACE, Keys.SETTINGS)
                                    .put(OneNode.bytes(name), OneNode.bytes("another's"));
                            return name;
                        });
    }

    private boolean written() {
        return node.barrier()
                .read(
                        Consistency.LINEARIZABLE,
                        OneNode.soon(),
                        transaction ->
                                transaction
                                                .records(Keys.ROOT_NAMESPACE, Keys.SETTINGS)
                                                .get(OneNode.bytes("written"))
                                        != null);
    }

    private record Writing(byte kind) implements DueHandler {
        @Override
        public void due(Transaction transaction, DueEntry entry) {
            transaction
                    .records(Keys.ROOT_NAMESPACE, Keys.SETTINGS)
                    .put(OneNode.bytes("written"), OneNode.bytes("yes"));
        }
    }
}
