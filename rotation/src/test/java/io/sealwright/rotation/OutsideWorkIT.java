package io.sealwright.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.DueEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work with effects outside of the store: begun once, never forgotten, fenced. */
class OutsideWorkIT {
    private static final byte KIND = 7;
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir Path folder;

    private OneNode node;

    @BeforeEach
    void open() {
        node = new OneNode(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    /** Says when it was begun, and goes on when it is let. */
    private static final class Held implements OutsideWork {
        private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        private final BlockingQueue<Optional<Instant>> results = new LinkedBlockingQueue<>();

        @Override
        public byte kind() {
            return KIND;
        }

        @Override
        public Optional<Instant> run(DueEntry entry, Leading leading) throws InterruptedException {
            begun.add(OneNode.id(entry));
            try {
                Optional<Instant> result = results.take();
                leading.transact(transaction -> {
                    transaction
                            .records(Keys.ROOT_NAMESPACE, Keys.SETTINGS)
                            .put("outside", OneNode.bytes("done"));
                    return result;
                });
                ended.add("done");
                return result;
            } catch (InterruptedException | RuntimeException e) {
                ended.add(e.getClass().getSimpleName());
                throw e;
            }
        }

        void go(Optional<Instant> result) {
            results.add(result);
        }
    }

    private DueScheduler scheduler(OutsideWork work) {
        return new DueScheduler(
                node.store(), node.barrier(), List.of(), List.of(work), List.of(), node::now);
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        return queue.poll(30, TimeUnit.SECONDS);
    }

    private void awaitEntries(List<Instant> times) throws InterruptedException {
        for (int i = 0; i < 3_000 && !times().equals(times); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(times()).isEqualTo(times);
    }

    private List<Instant> times() {
        return node.entries().stream().map(DueEntry::at).toList();
    }

    @Test
    void whatIsDueIsDoneOnceAndItsEntryGoes() throws Exception {
        node.put(node.now(), KIND, "entry");
        Held work = new Held();
        DueScheduler scheduler = scheduler(work);

        scheduler.tick();

        assertThat(next(work.begun)).isEqualTo("entry");
        assertThat(times()).containsExactly(node.now().plus(OutsideRuns.CLAIM));
        work.go(Optional.empty());
        assertThat(next(work.ended)).isEqualTo("done");
        awaitEntries(List.of());
        scheduler.tick();
        assertThat(work.begun).isEmpty();
        scheduler.close();
    }

    @Test
    void itComesAgainWhenItSays() throws Exception {
        node.put(node.now(), KIND, "entry");
        Held work = new Held();
        DueScheduler scheduler = scheduler(work);
        Instant later = node.now().plus(Duration.ofHours(1));

        scheduler.tick();
        assertThat(next(work.begun)).isEqualTo("entry");
        work.go(Optional.of(later));

        assertThat(next(work.ended)).isEqualTo("done");
        awaitEntries(List.of(later));
        node.pass(Duration.ofHours(1));
        scheduler.tick();
        assertThat(next(work.begun)).isEqualTo("entry");
        scheduler.close();
    }

    @Test
    void whatRunsIsNotBegunAgainWhenItsClaimIsDue() throws Exception {
        node.put(node.now(), KIND, "entry");
        Held work = new Held();
        DueScheduler scheduler = scheduler(work);
        scheduler.tick();
        assertThat(next(work.begun)).isEqualTo("entry");

        node.pass(OutsideRuns.CLAIM);
        scheduler.tick();

        assertThat(times()).containsExactly(node.now().plus(OutsideRuns.CLAIM));
        assertThat(work.begun).isEmpty();
        work.go(Optional.empty());
        assertThat(next(work.ended)).isEqualTo("done");

        // Whoever asked while it ran is not forgotten, and does not wait for the claim.
        assertThat(next(work.begun)).isEqualTo("entry");
        work.go(Optional.empty());
        assertThat(next(work.ended)).isEqualTo("done");
        awaitEntries(List.of());
        scheduler.close();
    }

    @Test
    void theNextLeaderBeginsAfterTheClaimAndNothingOfTheOldOneLands() throws Exception {
        node.put(node.now(), KIND, "entry");
        Held lost = new Held();
        DueScheduler old = scheduler(lost);
        old.tick();
        assertThat(next(lost.begun)).isEqualTo("entry");

        node.newEpoch();
        node.lead();
        lost.go(Optional.empty());
        assertThat(next(lost.ended)).isEqualTo("DeposedException");
        Held work = new Held();
        DueScheduler next = scheduler(work);
        next.tick();
        assertThat(work.begun).as("claimed").isEmpty();
        node.pass(OutsideRuns.CLAIM);
        next.tick();

        assertThat(next(work.begun)).isEqualTo("entry");
        work.go(Optional.empty());
        assertThat(next(work.ended)).isEqualTo("done");
        awaitEntries(List.of());
        old.close();
        next.close();
    }

    @Test
    void workThatFailsIsFoundAgain() throws Exception {
        node.put(node.now(), KIND, "entry");
        BlockingQueue<String> runs = new LinkedBlockingQueue<>();
        OutsideWork failing =
                new OutsideWork() {
                    @Override
                    public byte kind() {
                        return KIND;
                    }

                    @Override
                    public Optional<Instant> run(DueEntry entry, Leading leading) {
                        runs.add(OneNode.id(entry));
                        if (runs.size() < 2) {
                            throw new IllegalStateException("a bug");
                        }
                        return Optional.empty();
                    }
                };
        DueScheduler scheduler = scheduler(failing);
        scheduler.tick();
        assertThat(next(runs)).isEqualTo("entry");
        for (int i = 0; i < 3_000 && !node.entries().isEmpty(); i++) {
            node.pass(OutsideRuns.CLAIM.plus(SECOND));
            scheduler.tick();
            TimeUnit.MILLISECONDS.sleep(10);
        }

        assertThat(node.entries()).isEmpty();
        scheduler.close();
    }

    @Test
    void closingEndsWhatRunsAndKeepsItsEntry() throws Exception {
        node.put(node.now(), KIND, "entry");
        Held work = new Held();
        DueScheduler scheduler = scheduler(work);
        scheduler.tick();
        assertThat(next(work.begun)).isEqualTo("entry");

        scheduler.close();

        assertThat(next(work.ended)).isEqualTo("InterruptedException");
        assertThat(node.ids()).containsExactly("entry");
    }

    @Test
    void aKindBelongsToOnePiece() {
        node.put(node.now(), KIND, "entry");
        assertThatThrownBy(() ->
                        new DueScheduler(
                                node.store(),
                                node.barrier(),
                                List.of(OneNode.handler(KIND, entry -> {})),
                                List.of(new Held()),
                                List.of(),
                                node::now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kind 7");
    }
}
