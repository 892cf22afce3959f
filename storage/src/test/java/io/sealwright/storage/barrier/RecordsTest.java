package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.OTHER;
import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;
import static io.sealwright.storage.barrier.TestCluster.there;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Key;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.WriteSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private final TestCluster cluster = new TestCluster();
    private final Barrier barrier = cluster.barrier;

    @AfterEach
    void close() {
        cluster.close();
    }

    private void write(Consumer<Records> body) {
        barrier.transact(
                soon(),
                transaction -> {
                    body.accept(transaction.records(ROOT, SPACE));
                    return null;
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] value) {
        return new String(value, UTF_8);
    }

    private static List<String> ids(List<ItemEntry> items) {
        return items.stream().map(item -> text(item.id())).toList();
    }

    @Test
    void aLogIsReadInTheOrderOfCommitsInPiecesAndLosesWholeBlocks() {
        write(records -> {
            records.append(bytes("1"));
            records.append(bytes("2"));
            assertThat(records.log(0, 10)).isEmpty();
        });
        for (int i = 3; i <= 300; i++) {
            String text = Integer.toString(i);
            write(records -> records.append(bytes(text)));
        }
        write(records -> {
            assertThat(records.lastNumber()).isEqualTo(300);
            assertThat(entries(records.log(0, 3))).containsExactly("1=1", "2=2", "3=3");
            assertThat(entries(records.log(298, 3))).containsExactly("299=299", "300=300");
            records.deleteLogBlock(17);
        });
        write(records -> {
            assertThat(entries(records.log(0, 1))).containsExactly("256=256");
            records.append(bytes("next"));
        });
        write(records -> assertThat(entries(records.log(300, 9))).containsExactly("301=next"));
    }

    @Test
    void aLogsEntriesOfAnotherSpaceOrNamespaceAreItsOwn() {
        write(records -> records.append(bytes("here")));
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.records(ROOT + 1, SPACE).append(bytes("there"));
                    transaction.records(ROOT, OTHER).append(bytes("elsewhere"));
                    return null;
                });
        write(records -> assertThat(entries(records.log(0, 9))).containsExactly("1=here"));
        write(Records::clear);
        write(records -> {
            assertThat(records.log(0, 9)).isEmpty();
            assertThat(records.lastNumber()).isZero();
        });
    }

    private static List<String> entries(List<LogEntry> log) {
        return log.stream()
                .map(entry -> entry.number() + "=" + text(entry.record().value()))
                .toList();
    }

    @Test
    void ownWritesAreSeen() {
        write(records -> {
            records.put("a", bytes("1"));
            assertThat(there(records.get("a")).value()).isEqualTo(bytes("1"));
            assertThat(there(records.get("a")).revision()).isZero();
            records.put("a", bytes("2"));
            assertThat(there(records.peek("a", RecordsTest::text)).value()).isEqualTo("2");
            assertThat(records.list("", "", 10)).containsExactly("a");
            records.delete("a");
            assertThat(records.get("a")).isNull();
            assertThat(records.list("", "", 10)).isEmpty();
            records.put(bytes("i"), bytes("item"));
            assertThat(there(records.get(bytes("i"))).value()).isEqualTo(bytes("item"));
            assertThat(ids(records.scan(new byte[0], null, 10))).containsExactly("i");
        });
        write(records -> {
            assertThat(records.get("a")).isNull();
            assertThat(there(records.get(bytes("i"))).revision()).isPositive();
        });
    }

    @Test
    void aRecordRewrittenInOneTransactionIsSealedOnce() {
        List<WriteSet> sent = new ArrayList<>();
        cluster.store.beforeCommit = sent::add;
        long before = barrier.termInfo().encryptions();
        write(records -> {
            for (int i = 0; i < 100; i++) {
                records.put(bytes("i"), bytes("value" + i));
            }
        });
        assertThat(barrier.termInfo().encryptions() - before).isEqualTo(1);
        assertThat(sent.getFirst().mutations()).hasSize(1);
    }

    @Test
    void spacesAndNamespacesAreApart() {
        write(records -> records.put("a", bytes("1")));
        barrier.transact(
                soon(),
                transaction -> {
                    assertThat(transaction.records(ROOT, OTHER).get("a")).isNull();
                    assertThat(transaction.records(7, SPACE).get("a")).isNull();
                    assertThat(barrier.recordKey(ROOT, SPACE, "a").bytes())
                            .isNotEqualTo(barrier.recordKey(ROOT, OTHER, "a").bytes());
                    return null;
                });
    }

    @Test
    void aValueMovedToAnotherKeyDoesNotOpen() {
        write(records -> {
            records.put("a", bytes("1"));
            records.put("b", bytes("2"));
        });
        byte[] stolen = there(cluster.store.contents().get(barrier.recordKey(ROOT, SPACE, "a")));
        Key target = barrier.recordKey(ROOT, SPACE, "b");
        cluster.store.apply(
                new WriteSet(
                        TransactionId.random(cluster.random),
                        List.of(),
                        List.of(new Mutation.Put(target, stolen))));
        assertThatThrownBy(() -> write(records -> records.get("b")))
                .isInstanceOf(CorruptRecordException.class);
    }

    @Test
    void decodedRecordsAreCachedByRevision() {
        AtomicInteger decodings = new AtomicInteger();
        Decoder<String> decoder = value -> text(value) + decodings.incrementAndGet();
        write(records -> records.put("a", bytes("x")));
        for (int i = 0; i < 3; i++) {
            write(records -> assertThat(there(records.get("a", decoder)).value()).isEqualTo("x1"));
        }
        write(records -> records.put("a", bytes("y")));
        write(records -> assertThat(there(records.get("a", decoder)).value()).isEqualTo("y2"));
        write(records ->
                assertThat(there(records.get("a", RecordsTest::text)).value()).isEqualTo("y"));
        write(records -> assertThat(records.get("missing", decoder)).isNull());
    }

    @Test
    void deletingWhatIsNotThereIsNothing() {
        int before = cluster.store.commits.get();
        write(records -> records.delete("never"));
        assertThat(cluster.store.commits).hasValue(before);
    }

    @Test
    void blindWritersOfOneRecordDoNotConflict() {
        write(records -> records.put("a", bytes("0")));
        AtomicInteger runs = new AtomicInteger();
        write(records -> {
            runs.incrementAndGet();
            write(other -> other.put("a", bytes("1")));
            records.put("a", bytes("2"));
        });
        assertThat(runs).hasValue(1);
        write(records -> assertThat(there(records.get("a")).value()).isEqualTo(bytes("2")));
    }

    @Test
    void scanMergesStoredItemsWithOwnWrites() {
        write(records -> {
            for (String id : List.of("a1", "a3", "a5", "b1")) {
                records.put(bytes(id), bytes("stored " + id));
            }
        });
        write(records -> {
            records.put(bytes("a2"), bytes("own"));
            records.put(bytes("a3"), bytes("own"));
            records.delete(bytes("a5"));
            records.put(bytes("a6"), bytes("own"));
            assertThat(ids(records.scan(bytes("a"), null, 100)))
                    .containsExactly("a1", "a2", "a3", "a6");
            assertThat(ids(records.scan(bytes("a"), bytes("a2"), 1))).containsExactly("a3");
            assertThat(ids(records.scan(bytes("a"), null, 2))).containsExactly("a1", "a2");
            assertThat(ids(records.scan(new byte[0], bytes("a3"), 100)))
                    .containsExactly("a6", "b1");
            assertThat(text(records.scan(bytes("a3"), null, 1).getFirst().entry().value()))
                    .isEqualTo("own");
        });
    }

    @Test
    void countersAddWithoutConflictAndKeepTheirFloor() {
        byte[] id = bytes("uses");
        write(records -> {
            assertThat(records.counter(id)).isNull();
            records.setCounter(id, 2);
            records.add(id, 5, 0);
            assertThat(records.counter(id)).isEqualTo(7);
        });
        AtomicInteger runs = new AtomicInteger();
        write(records -> {
            runs.incrementAndGet();
            write(other -> other.add(id, -1, 0));
            records.add(id, -2, 0);
            records.add(id, -1, 0);
            assertThat(records.counter(id)).isEqualTo(4);
        });
        assertThat(runs).hasValue(1);
        write(records -> {
            assertThat(records.counter(id)).isEqualTo(3);
            assertThatThrownBy(() -> records.add(id, -4, 0))
                    .isInstanceOf(BelowFloorException.class);
            records.deleteCounter(id);
            assertThatThrownBy(() -> records.add(id, 1, 0)).isInstanceOf(BelowFloorException.class);
        });
        write(records -> assertThat(records.counter(id)).isNull());
    }

    @Test
    void aCounterThatFellMeanwhileIsSeenByTheNextRun() {
        byte[] id = bytes("uses");
        write(records -> records.setCounter(id, 1));
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() ->
                        write(records -> {
                            if (runs.incrementAndGet() == 1) {
                                records.add(id, -1, 0);
                                write(other -> other.add(id, -1, 0));
                            } else {
                                records.add(id, -1, 0);
                            }
                        }))
                .isInstanceOf(BelowFloorException.class);
        assertThat(runs).hasValue(2);
    }

    @Test
    void clearTakesEverythingOfTheSpaceAndNothingElse() {
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.records(ROOT, OTHER).put("a/b", bytes("other"));
                    return null;
                });
        write(records -> {
            records.put("a/b", bytes("1"));
            records.put(bytes("i"), bytes("1"));
            records.setCounter(bytes("c"), 1);
        });
        write(records -> {
            records.put("before", bytes("1"));
            records.clear();
            assertThat(records.get("a/b")).isNull();
            assertThat(records.get("before")).isNull();
            assertThat(records.get(bytes("i"))).isNull();
            assertThat(records.counter(bytes("c"))).isNull();
            assertThat(records.scan(new byte[0], null, 10)).isEmpty();
            assertThat(records.list("", "", 10)).isEmpty();
            records.put("a/c", bytes("2"));
            records.put(bytes("j"), bytes("2"));
            assertThat(records.list("a/", "", 10)).containsExactly("c");
        });
        write(records -> {
            assertThat(records.list("", "", 10)).containsExactly("a/");
            assertThat(records.list("a/", "", 10)).containsExactly("c");
            assertThat(ids(records.scan(new byte[0], null, 10))).containsExactly("j");
        });
        write(Records::clear);
        assertThat(cluster.store.contents().keySet())
                .noneMatch(key -> io.sealwright.storage.Keys.space(key).equals(SPACE));
        barrier.read(
                Consistency.LINEARIZABLE,
                soon(),
                transaction -> {
                    assertThat(transaction.records(ROOT, OTHER).list("a/", "", 10))
                            .containsExactly("b");
                    return null;
                });
    }

    @Test
    void dueEntriesComeInTimeOrder() {
        Instant base = Instant.parse("2026-05-01T00:00:00Z");
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.putDue(
                            base.plusSeconds(2), (byte) 1, 3, bytes("late"), bytes("v2"));
                    transaction.putDue(base, (byte) 2, ROOT, bytes("second"), bytes("v1"));
                    transaction.putDue(base, (byte) 1, ROOT, bytes("first"), bytes("v0"));
                    return null;
                });
        barrier.transact(
                soon(),
                transaction -> {
                    List<DueEntry> due = transaction.due(Instant.EPOCH, base.plusSeconds(2), 10);
                    assertThat(due)
                            .extracting(entry -> text(entry.id()))
                            .containsExactly("first", "second", "late");
                    assertThat(due)
                            .extracting(entry -> text(entry.value()))
                            .containsExactly("v0", "v1", "v2");
                    assertThat(due.getLast().namespace()).isEqualTo(3);
                    assertThat(due.getLast().at()).isEqualTo(base.plusSeconds(2));
                    assertThat(transaction.due(Instant.EPOCH, base.plusMillis(1999), 10))
                            .hasSize(2);
                    assertThat(transaction.due(base.plusMillis(1), base.plusSeconds(9), 10))
                            .hasSize(1);
                    assertThat(transaction.due(Instant.EPOCH, base, 1)).hasSize(1);
                    transaction.deleteDue(base, (byte) 1, ROOT, bytes("first"));
                    transaction.putDue(
                            base.plusSeconds(1), (byte) 1, ROOT, bytes("own"), bytes("v"));
                    assertThat(transaction.due(base, base.plusSeconds(5), 10))
                            .extracting(entry -> text(entry.id()))
                            .containsExactly("second", "own", "late");
                    return null;
                });
    }

    @Test
    void badPathsAndIdsAreRefused() {
        write(records -> {
            for (String path :
                    List.of("", "/", "a/", "/a", "a//b", "a/\ud800", "\udc00b", "x".repeat(4097))) {
                assertThatThrownBy(() -> records.put(path, new byte[1]))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> records.get(path))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            for (String folder : List.of("a", "/", "a//", "/a/")) {
                assertThatThrownBy(() -> records.list(folder, "", 1))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> records.get(new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> records.get(new byte[257]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> records.list("", "", 0))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void longAndStrangePathsWork() {
        String longPath = "a/".repeat(100) + "\u00e9".repeat(1948);
        String strange = "\ud83d\ude00/ \u0000/..";
        write(records -> {
            records.put(longPath, bytes("long"));
            records.put(strange, bytes("strange"));
        });
        write(records -> {
            assertThat(there(records.get(longPath)).value()).isEqualTo(bytes("long"));
            assertThat(there(records.get(strange)).value()).isEqualTo(bytes("strange"));
            assertThat(records.list("", "", 10)).containsExactly("a/", "\ud83d\ude00/");
            assertThat(records.list("\ud83d\ude00/ \u0000/", "", 10)).containsExactly("..");
        });
        write(records -> records.delete(longPath));
        write(records -> assertThat(records.list("", "", 10)).containsExactly("\ud83d\ude00/"));
    }

    @Test
    void aDeadlineInThePastStillGivesAnAnswer() {
        write(records -> records.put("a", bytes("1")));
        Deadline past = Deadline.in(Duration.ofMillis(-1));
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() ->
                        barrier.transact(
                                past,
                                transaction -> {
                                    runs.incrementAndGet();
                                    transaction.records(ROOT, SPACE).get("a");
                                    write(other -> other.put("a", bytes("2")));
                                    transaction.records(ROOT, SPACE).put("a", bytes("3"));
                                    return null;
                                }))
                .isInstanceOf(ConflictException.class);
        assertThat(runs).hasValue(1);
    }
}
