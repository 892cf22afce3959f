package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;
import static io.sealwright.storage.barrier.TestCluster.there;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.crypto.OpenFailedException;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.SecretAccess;
import io.sealwright.crypto.SecretBytes;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.StoreException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several nodes over one store, of which one rotates or rekeys. */
class KeyringFollowTest {
    private final TestCluster cluster = new TestCluster();
    private final Barrier first = cluster.barrier;
    private final MemoryStore.Member otherMember = cluster.store.member();
    private final Barrier other = cluster.node(otherMember);

    @AfterEach
    void close() {
        other.close();
        cluster.close();
    }

    private static void put(Barrier barrier, String path, String value) {
        barrier.transact(
                soon(),
                transaction -> {
                    transaction.records(ROOT, SPACE).put(path, value.getBytes(UTF_8));
                    return null;
                });
    }

    private static String get(Barrier barrier, String path) {
        return barrier.read(
                Consistency.LINEARIZABLE,
                soon(),
                transaction -> {
                    Record found = transaction.records(ROOT, SPACE).get(path);
                    return found == null ? "absent" : new String(found.value(), UTF_8);
                });
    }

    private List<byte[]> rekey(Barrier barrier) {
        RootKey next = RootKey.generate(cluster.random);
        ShamirSeal.Created created = ShamirSeal.create(3, 2, next);
        barrier.rekey(soon(), created.sealedRootKey(), next);
        return created.shares();
    }

    @Test
    void aRotationIsFollowedAndOldValuesStayReadable() {
        put(first, "old", "1");
        byte[] hash = first.hash(HashPurpose.NAME, new byte[] {1});
        assertThat(first.rotate(soon()).term()).isEqualTo(2);
        put(first, "new", "2");
        assertThat(get(other, "old")).isEqualTo("1");
        assertThat(get(other, "new")).isEqualTo("2");
        assertThat(other.termInfo().term()).isEqualTo(2);
        assertThat(other.hash(HashPurpose.NAME, new byte[] {1})).isEqualTo(hash);
        put(other, "third", "3");
        assertThat(get(first, "third")).isEqualTo("3");
    }

    @Test
    void aRekeyIsFollowedAndOnlyTheNewSharesOpen() {
        put(first, "a", "1");
        List<byte[]> shares = rekey(first);
        assertThat(get(other, "a")).isEqualTo("1");
        assertThat(other.rotate(soon()).term()).isEqualTo(2);
        put(other, "b", "2");
        assertThat(get(first, "b")).isEqualTo("2");
        other.seal();
        assertThatThrownBy(() -> other.unseal(cluster.rootKey()))
                .isInstanceOf(RuntimeException.class);
        assertThat(other.sealed()).isTrue();
        other.unseal(cluster.rootKey(shares.subList(0, 2)));
        assertThat(get(other, "b")).isEqualTo("2");
        assertThat(there(other.sealRecord()).threshold()).isEqualTo(2);
    }

    @Test
    void theOldRootKeyOpensNothingAfterARekey() {
        try (RootKey old = cluster.rootKey()) {
            assertThat(first.opens(old)).isTrue();
            rekey(first);
            assertThat(first.opens(old)).isFalse();
            other.seal();
            assertThatThrownBy(() -> other.unseal(old)).isInstanceOf(OpenFailedException.class);
        }
    }

    @Test
    void aMemberThatWasCutOffFollowsARekeyAndLaterRotations() {
        otherMember.lag();
        rekey(first);
        first.rotate(soon());
        put(first, "a", "1");
        otherMember.catchUp();
        assertThat(get(other, "a")).isEqualTo("1");
    }

    @Test
    void aMemberThatMissedRotationsAndThenRekeysFollowsForADay() {
        otherMember.lag();
        for (int i = 0; i < 3; i++) {
            first.rotate(soon());
            cluster.now = cluster.now.plus(Duration.ofHours(7));
            rekey(first);
        }
        put(first, "a", "1");
        otherMember.catchUp();
        assertThat(get(other, "a")).isEqualTo("1");
    }

    @Test
    void aMemberThatMissedARotationADayBeforeARekeySealsItself() {
        otherMember.lag();
        first.rotate(soon());
        cluster.now = cluster.now.plus(Duration.ofHours(25));
        List<byte[]> shares = rekey(first);
        put(first, "a", "1");
        otherMember.catchUp();
        assertThatThrownBy(() -> get(other, "a")).isInstanceOf(SealedException.class);
        assertThat(other.sealed()).isTrue();
        other.unseal(cluster.rootKey(shares.subList(1, 3)));
        assertThat(get(other, "a")).isEqualTo("1");
    }

    @Test
    void aNodeThatWasDownDuringTheRekeyUnsealsWithTheNewShares() {
        other.seal();
        List<byte[]> shares = rekey(first);
        other.unseal(cluster.rootKey(shares.subList(0, 2)));
        assertThat(other.sealed()).isFalse();
    }

    @Test
    void sealRecordIsReadWithoutAMajority() {
        otherMember.lag();
        assertThat(other.sealRecord()).isEqualTo(first.sealRecord());
    }

    @Test
    void anIdleMemberFollowsInTheBackground() throws InterruptedException {
        first.rotate(soon());
        // No request runs on the other node, but it is told of what was applied.
        for (Deadline patience = soon(); other.loadedTerm() != 2; ) {
            assertThat(patience.passed()).isFalse();
            Thread.sleep(1);
        }
    }

    @Test
    void twoRotationsAtOnceAreOneAfterTheOther() {
        first.rotate(soon());
        other.rotate(soon());
        assertThat(first.termInfo().term()).isEqualTo(3);
    }

    @Test
    void aRotationThatLostToAnotherWritesNothing() {
        cluster.store.beforeCommit =
                writeSet -> {
                    cluster.store.beforeCommit = _ -> {};
                    other.rotate(soon());
                };
        assertThatThrownBy(() -> first.rotate(soon())).isInstanceOf(ConflictException.class);
        assertThat(first.termInfo().term()).isEqualTo(2);
        assertThatThrownBy(() -> first.rotate(soon(), new Precondition.Absent(SystemRecords.SEAL)))
                .isInstanceOf(ConflictException.class);
        assertThat(first.termInfo().term()).isEqualTo(2);
        put(first, "a", "1");
        assertThat(get(other, "a")).isEqualTo("1");
    }

    @Test
    void aRotationWithUnknownOutcomeIsTakenFromTheStore() {
        cluster.store.afterCommit =
                writeSet -> {
                    throw new StoreException.OutcomeUnknown("deadline");
                };
        assertThatThrownBy(() -> first.rotate(soon()))
                .isInstanceOf(StoreException.OutcomeUnknown.class);
        cluster.store.afterCommit = writeSet -> {};
        put(other, "a", "1");
        assertThat(get(first, "a")).isEqualTo("1");
        assertThat(first.termInfo().term()).isEqualTo(2);
    }

    @Test
    void anUpgradeRecordGoesWithTheFirstRotationADayLater() {
        rekey(first);
        first.rotate(soon());
        assertThat(cluster.store.contents()).containsKey(SystemRecords.ROOT_UPGRADE);
        cluster.now = cluster.now.plus(Duration.ofHours(25));
        assertThat(get(other, "a")).isEqualTo("absent");
        first.rotate(soon());
        assertThat(cluster.store.contents()).doesNotContainKey(SystemRecords.ROOT_UPGRADE);
        rekey(first);
        assertThat(get(other, "a")).isEqualTo("absent");
    }

    @Test
    void rotationIsDueByAgeAndByUse() {
        Duration year = Duration.ofDays(365);
        assertThat(first.rotationDue(1000, year)).isFalse();
        cluster.now = cluster.now.plus(year);
        assertThat(first.rotationDue(1000, year)).isTrue();
        first.rotate(soon());
        assertThat(first.rotationDue(1000, year)).isFalse();
        for (int i = 0; i < 6; i++) {
            put(first, "a" + i, "1");
        }
        assertThat(first.rotationDue(6, year)).isTrue();
    }

    @Test
    void encryptionsOfAllNodesAreAddedUpAtMostOnceAMinute() {
        for (int i = 0; i < 10; i++) {
            put(first, "a", "1");
            put(other, "b", "1");
        }
        long alone = first.termInfo().encryptions();
        first.encryptionCount().due();
        other.encryptionCount().due();
        put(first, "a", "2");
        put(other, "b", "2");
        // The write that carries the number is itself not in it yet; both are in the local rest.
        assertThat(first.termInfo().encryptions()).isGreaterThanOrEqualTo(alone + 11);
        int commits = cluster.store.commits.get();
        put(first, "a", "3");
        assertThat(cluster.store.commits).hasValue(commits + 1);
        assertThat(Counters.decode(there(cluster.store.contents().get(EncryptionCount.key(1)))))
                .isGreaterThanOrEqualTo(20);
    }

    @Test
    void membersDeriveTheSameProofAndItChangesWithTheRootKey() {
        byte[] before = derived(first);
        assertThat(derived(other)).isEqualTo(before);
        rekey(first);
        get(other, "a");
        assertThat(derived(other)).isEqualTo(derived(first)).isNotEqualTo(before);
    }

    private static byte[] derived(Barrier barrier) {
        try (SecretBytes proof = barrier.derive("join")) {
            return proof.expose(SecretAccess.insecure());
        }
    }

    @Test
    void rotationsUnderLoadLoseNothing() throws Exception {
        Thread rotating =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < 30; i++) {
                                try {
                                    (i % 2 == 0 ? first : other).rotate(soon());
                                } catch (ConflictException e) {
                                    Thread.onSpinWait();
                                }
                            }
                        });
        int i = 0;
        while (rotating.isAlive() || i < 100) {
            Barrier one = i % 2 == 0 ? first : other;
            put(one, "k" + i % 5, "v" + i);
            assertThat(get(i % 3 == 0 ? first : other, "k" + i % 5)).isEqualTo("v" + i);
            i++;
        }
        rotating.join();
    }
}
