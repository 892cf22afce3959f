package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;
import static io.sealwright.storage.barrier.TestCluster.there;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Key;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedTurnsTest {
    private final TestCluster cluster = new TestCluster();
    private final Key key = new Key(new byte[] {1, 2, 3});
    private final SharedTurns mine = turns();
    private final SharedTurns theirs = turns();

    private SharedTurns turns() {
        return new SharedTurns(cluster.member, () -> TransactionId.random(cluster.random));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private boolean taken(SharedTurns turns) {
        turns.noticed();
        try (View view = cluster.member.view(Consistency.LINEARIZABLE, soon())) {
            return turns.taken(view, List.of(new Key(new byte[] {9}), key)) != null;
        }
    }

    @Test
    void oneHasTheTurnUntilItIsReleased() {
        SharedTurns.Held held = there(mine.take(key, soon()));
        assertThat(theirs.take(key, soon())).isNull();
        assertThat(taken(theirs)).isTrue();
        mine.release(held);
        assertThat(taken(theirs)).isFalse();
        assertThat(theirs.take(key, soon())).isNotNull();
    }

    @Test
    void nobodyLooksWhereNoneWasApplied() {
        there(mine.take(key, soon()));
        try (View view = cluster.member.view(Consistency.LINEARIZABLE, soon())) {
            assertThat(theirs.taken(view, List.of(key))).isNull();
        }
    }

    @Test
    void aTurnWhoseOwnerIsGoneGoesStaleAndCanBeTakenOver() throws InterruptedException {
        SharedTurns.Held held = there(mine.take(key, soon()));
        assertThat(taken(theirs)).isTrue();
        Thread.sleep(SharedTurns.STALE.plusMillis(50));
        assertThat(taken(theirs)).isFalse();
        assertThat(theirs.take(key, soon())).isNotNull();
        assertThat(taken(mine)).isTrue();
        // The old owner does not release what is no longer its own.
        mine.release(held);
        assertThat(taken(mine)).isTrue();
    }

    @Test
    void withoutTheStoreThereIsNoTurn() {
        cluster.store.beforeCommit =
                writeSet -> {
                    throw new StoreException.Unavailable("no leader");
                };
        assertThat(mine.take(key, soon())).isNull();
        mine.release(new SharedTurns.Held(SharedTurns.record(key), 1));
    }

    private void write(Barrier barrier, int value) {
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.records(ROOT, SPACE).put("hot", new byte[value]);
                    return null;
                });
    }

    @Test
    void aTransactionThatFailsWithATurnLeavesNoneBehind() {
        Barrier barrier = cluster.barrier;
        write(barrier, 1);
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() ->
                        barrier.transact(
                                soon(),
                                transaction -> {
                                    Records records = transaction.records(ROOT, SPACE);
                                    runs.incrementAndGet();
                                    records.get("hot");
                                    records.put("hot", new byte[1]);
                                    cluster.store.apply(foreignWrite(barrier));
                                    return null;
                                }))
                .isInstanceOf(ConflictException.class);
        assertThat(runs).hasValue(TransactionRun.MAX_CONFLICTS);
        assertThat(cluster.store.contents())
                .doesNotContainKey(SharedTurns.record(barrier.recordKey(ROOT, SPACE, "hot")));
    }

    /** A write past every queue, as a node of another version might do it. */
    private WriteSet foreignWrite(Barrier barrier) {
        return new WriteSet(
                TransactionId.random(cluster.random),
                List.of(),
                List.of(new Mutation.Touch(barrier.recordKey(ROOT, SPACE, "hot"))));
    }

    @Test
    void othersWaitForATurnButNotLongerThanTheirDeadline() {
        write(cluster.barrier, 1);
        Key hot = cluster.barrier.recordKey(ROOT, SPACE, "hot");
        cluster.barrier.transact(
                soon(),
                transaction -> {
                    ((BufferedTransaction) transaction)
                            .write(SharedTurns.record(hot), new Pending.Plain(new byte[] {1}));
                    return null;
                });
        assertThatThrownBy(() ->
                        cluster.barrier.transact(
                                Deadline.in(Duration.ofMillis(30)),
                                transaction -> {
                                    transaction.records(ROOT, SPACE).put("hot", new byte[2]);
                                    return null;
                                }))
                .isInstanceOf(ConflictException.class);
        // With more time the turn goes stale, and the write goes through.
        write(cluster.barrier, 3);
    }
}
