package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.OpenFailedException;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Key;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.WriteSet;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BarrierTest {
    private final TestCluster cluster = new TestCluster();
    private final Barrier barrier = cluster.barrier;

    @AfterEach
    void close() {
        cluster.close();
    }

    private void put(String path, String value) {
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.records(ROOT, SPACE).put(path, value.getBytes(UTF_8));
                    return null;
                });
    }

    private String read(Barrier from, String path) {
        return from.read(Consistency.LINEARIZABLE, soon(), transaction -> text(transaction, path));
    }

    private static String text(Transaction transaction, String path) {
        Record found = transaction.records(ROOT, SPACE).get(path);
        return found == null ? "absent" : new String(found.value(), UTF_8);
    }

    @Test
    void writesAndReadsBack() {
        put("a/b", "one");
        assertThat(read(barrier, "a/b")).isEqualTo("one");
        assertThat(read(barrier, "a/c")).isEqualTo("absent");
    }

    @Test
    void isSealedUntilTheRightKeyComes() {
        put("a", "one");
        barrier.seal();
        assertThat(barrier.sealed()).isTrue();
        assertThatThrownBy(() -> read(barrier, "a")).isInstanceOf(SealedException.class);
        assertThatThrownBy(() -> put("a", "two")).isInstanceOf(SealedException.class);
        assertThatThrownBy(() -> barrier.hash(HashPurpose.NAME, new byte[1]))
                .isInstanceOf(SealedException.class);
        try (RootKey wrong = RootKey.generate(cluster.random)) {
            assertThat(barrier.opens(wrong)).isFalse();
            assertThatThrownBy(() -> barrier.unseal(wrong)).isInstanceOf(OpenFailedException.class);
        }
        assertThat(barrier.sealed()).isTrue();
        barrier.unseal(cluster.rootKey());
        assertThat(read(barrier, "a")).isEqualTo("one");
    }

    @Test
    void sealForgetsWhatWasDecoded() {
        put("a", "one");
        barrier.read(
                Consistency.LOCAL,
                soon(),
                transaction -> {
                    return transaction
                            .records(ROOT, SPACE)
                            .get("a", value -> new String(value, UTF_8));
                });
        assertThat(barrier.cache().size()).isPositive();
        barrier.seal();
        assertThat(barrier.cache().size()).isZero();
    }

    @Test
    void aBodyThatIsRunningWhenTheNodeIsSealedEndsWithSealedException() {
        put("a", "one");
        assertThatThrownBy(() ->
                        barrier.transact(
                                soon(),
                                transaction -> {
                                    barrier.seal();
                                    return text(transaction, "a");
                                }))
                .isInstanceOf(SealedException.class);
        barrier.unseal(cluster.rootKey());
        assertThatThrownBy(() ->
                        barrier.transact(
                                soon(),
                                transaction -> {
                                    transaction.records(ROOT, SPACE).put("b", new byte[1]);
                                    barrier.seal();
                                    return null;
                                }))
                .isInstanceOf(SealedException.class);
    }

    @Test
    void isInitialisedOnce() {
        assertThat(barrier.initialised()).isTrue();
        try (RootKey root = RootKey.generate(cluster.random);
                Keyring keyring = Keyring.create(() -> cluster.now, cluster.random)) {
            ShamirSeal.Created created = ShamirSeal.create(1, 1, root);
            assertThatThrownBy(() -> barrier.initialise(keyring, root, created.sealedRootKey()))
                    .isInstanceOf(AlreadyInitialisedException.class);
            Barrier empty =
                    new Barrier(new MemoryStore().member(), cluster.random, () -> cluster.now);
            assertThat(empty.initialised()).isFalse();
            assertThat(empty.sealRecord()).isNull();
            assertThatThrownBy(() -> empty.unseal(root))
                    .isInstanceOf(NotInitialisedException.class);
        }
    }

    @Test
    void runsAgainOnANewerViewAfterAConflict() {
        put("n", "0");
        AtomicInteger runs = new AtomicInteger();
        String result =
                barrier.transact(
                        soon(),
                        transaction -> {
                            String seen = text(transaction, "n");
                            if (runs.incrementAndGet() <= 3) {
                                put("n", seen + runs);
                            }
                            transaction.records(ROOT, SPACE).put("n", (seen + "!").getBytes(UTF_8));
                            return seen;
                        });
        assertThat(result).isEqualTo("0123");
        assertThat(read(barrier, "n")).isEqualTo("0123!");
    }

    @Test
    void givesUpAfterTwentyConflictsAndWritesNothing() {
        put("n", "0");
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() ->
                        barrier.transact(
                                soon(),
                                transaction -> {
                                    text(transaction, "n");
                                    put("n", "other" + runs.incrementAndGet());
                                    transaction
                                            .records(ROOT, SPACE)
                                            .put("n", "mine".getBytes(UTF_8));
                                    return null;
                                }))
                .isInstanceOf(ConflictException.class);
        assertThat(runs).hasValue(20);
        assertThat(read(barrier, "n")).isEqualTo("other20");
    }

    @Test
    void theFirstAttemptHasTheGivenIdAndEachLaterOneAnother() {
        TransactionId given = TransactionId.random(cluster.random);
        List<TransactionId> ids = new ArrayList<>();
        put("n", "0");
        barrier.transact(
                soon(),
                given,
                null,
                transaction -> {
                    text(transaction, "n");
                    ids.add(transaction.id());
                    if (ids.size() < 3) {
                        put("n", "" + ids.size());
                    }
                    transaction.records(ROOT, SPACE).put("n", "mine".getBytes(UTF_8));
                    return null;
                });
        assertThat(ids).hasSize(3).doesNotHaveDuplicates().startsWith(given);
    }

    @Test
    void theBodysExceptionIsThrownAsItIsAndNothingIsCommitted() {
        IOException thrown = new IOException("mine");
        assertThatThrownBy(() ->
                        barrier.transact(
                                soon(),
                                transaction -> {
                                    transaction.records(ROOT, SPACE).put("x", new byte[1]);
                                    throw thrown;
                                }))
                .isSameAs(thrown);
        assertThat(read(barrier, "x")).isEqualTo("absent");
    }

    @Test
    void anUnknownOutcomeIsNeverRunAgain() {
        AtomicInteger runs = new AtomicInteger();
        cluster.store.afterCommit =
                writeSet -> {
                    throw new StoreException.OutcomeUnknown("deadline");
                };
        assertThatThrownBy(() ->
                        barrier.transact(
                                soon(),
                                transaction -> {
                                    runs.incrementAndGet();
                                    transaction.records(ROOT, SPACE).put("x", "1".getBytes(UTF_8));
                                    return null;
                                }))
                .isInstanceOf(StoreException.OutcomeUnknown.class);
        cluster.store.afterCommit = writeSet -> {};
        assertThat(runs).hasValue(1);
        assertThat(read(barrier, "x")).isEqualTo("1");
    }

    @Test
    void readingTransactionsCommitNothingAndReadsCannotWrite() {
        int before = cluster.store.commits.get();
        assertThat(barrier.<String>transact(soon(), transaction -> text(transaction, "x")))
                .isEqualTo("absent");
        assertThat(cluster.store.commits).hasValue(before);
        assertThatThrownBy(() ->
                        barrier.read(
                                Consistency.LOCAL,
                                soon(),
                                transaction -> {
                                    transaction.records(ROOT, SPACE).put("x", new byte[1]);
                                    return null;
                                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsRequiredMustHold() {
        put("n", "0");
        Key key = barrier.recordKey(ROOT, SPACE, "n");
        assertThatThrownBy(() ->
                        barrier.transact(
                                soon(),
                                transaction -> {
                                    transaction.require(new Precondition.Absent(key));
                                    transaction.records(ROOT, SPACE).put("x", new byte[1]);
                                    return null;
                                }))
                .isInstanceOf(ConflictException.class);
        assertThat(read(barrier, "x")).isEqualTo("absent");
    }

    @Test
    void getsBecomePreconditionsAndPeeksDoNot() {
        put("got", "1");
        put("peeked", "1");
        List<WriteSet> sent = new ArrayList<>();
        cluster.store.beforeCommit = sent::add;
        barrier.transact(
                soon(),
                transaction -> {
                    Records records = transaction.records(ROOT, SPACE);
                    records.get("got");
                    records.get("gone");
                    records.peek("peeked");
                    records.peek("peeked", value -> value.length);
                    records.put(new byte[] {1}, new byte[1]);
                    return null;
                });
        assertThat(sent.getFirst().preconditions())
                .extracting(Precondition::key)
                .containsExactlyInAnyOrder(
                        barrier.recordKey(ROOT, SPACE, "got"),
                        barrier.recordKey(ROOT, SPACE, "gone"));
        assertThat(sent.getFirst().preconditions())
                .isSortedAccordingTo((a, b) -> a.key().compareTo(b.key()));
    }

    @Test
    void namesAndValuesAreNowhereInTheStore() {
        put("canaryfolder/canarysecret", "canaryvalue");
        barrier.transact(
                soon(),
                transaction -> {
                    transaction
                            .records(ROOT, SPACE)
                            .put(new byte[] {1, 2}, "canaryvalue".getBytes(UTF_8));
                    transaction.putDue(
                            cluster.now,
                            (byte) 1,
                            ROOT,
                            new byte[] {1},
                            "canaryvalue".getBytes(UTF_8));
                    return null;
                });
        cluster.store
                .contents()
                .forEach((key, value) -> {
                    assertThat(new String(key.bytes(), UTF_8)).doesNotContain("canary");
                    assertThat(new String(value, UTF_8)).doesNotContain("canary");
                });
    }

    @Test
    void dueEntriesArePagedWithinOneMoment() {
        barrier.transact(
                soon(),
                transaction -> {
                    for (byte i = 0; i < 10; i++) {
                        transaction.putDue(
                                cluster.now.plusMillis(i / 4),
                                (byte) 1,
                                ROOT,
                                new byte[] {i},
                                new byte[] {i});
                    }
                    return null;
                });
        List<Byte> seen = new ArrayList<>();
        Instant until = cluster.now.plusMillis(1);
        List<DueEntry> page =
                barrier.transact(soon(), transaction -> transaction.due(cluster.now, until, 3));
        while (!page.isEmpty()) {
            page.forEach(entry -> seen.add(entry.id()[0]));
            DueEntry last = page.getLast();
            page = barrier.transact(soon(), transaction -> transaction.dueAfter(last, until, 3));
        }
        assertThat(seen)
                .containsExactly(
                        (byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6,
                        (byte) 7);
    }

    @Test
    void systemRecordsAreStoredAsTheyAre() {
        barrier.transact(
                soon(),
                transaction -> {
                    assertThat(transaction.system("thing")).isNull();
                    transaction.putSystem("thing", "plain".getBytes(UTF_8));
                    assertThat(transaction.system("thing")).isEqualTo("plain".getBytes(UTF_8));
                    return null;
                });
        assertThat(
                        barrier.<byte @Nullable []>transact(
                                soon(), transaction -> transaction.system("thing")))
                .isEqualTo("plain".getBytes(UTF_8));
    }
}
