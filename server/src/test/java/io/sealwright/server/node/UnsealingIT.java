package io.sealwright.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.SealedRootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.barrier.Barrier;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shares, duties and joins over a real store of one member. */
@Timeout(60)
class UnsealingIT {
    private static final String ADDRESS = "127.0.0.1:23371";

    private final SecureRandom random = new SecureRandom();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final Recorded first = new Recorded("first");
    private final Recorded second = new Recorded("second");

    @TempDir @Nullable Path folder;

    private @Nullable RaftStore store;
    private @Nullable Barrier barrier;
    private @Nullable Unsealing unsealing;

    private final class Recorded implements Duty {
        private final String name;
        private volatile boolean failing;

        Recorded(String name) {
            this.name = name;
        }

        @Override
        public void unsealed() {
            events.add(name + " on");
            if (failing) {
                throw new IllegalStateException("cannot start");
            }
        }

        @Override
        public void sealing() {
            events.add(name + " off");
        }
    }

    @BeforeEach
    void open() {
        store =
                RaftStore.open(
                        StoreConfig.at(
                                        java.util.Objects.requireNonNull(folder).resolve("data"),
                                        ADDRESS,
                                        "http://127.0.0.1:1")
                                .withElectionTimeout(Duration.ofMillis(100))
                                .withEphemeral(true));
        barrier = new Barrier(store, random, InstantSource.system());
        unsealing = new Unsealing(store, barrier, List.of(first, second), random);
    }

    @AfterEach
    void close() {
        unsealing().destroy();
        barrier().close();
        store().close();
    }

    private RaftStore store() {
        return java.util.Objects.requireNonNull(store);
    }

    private Barrier barrier() {
        return java.util.Objects.requireNonNull(barrier);
    }

    private Unsealing unsealing() {
        return java.util.Objects.requireNonNull(unsealing);
    }

    private List<byte[]> found() {
        try (RootKey root = RootKey.generate(random);
                Keyring keyring = Keyring.create(InstantSource.system(), random)) {
            ShamirSeal.Created created = ShamirSeal.create(3, 2, root, random);
            store().bootstrap();
            barrier().initialise(keyring, root, created.sealedRootKey());
            return created.shares();
        }
    }

    @Test
    void sharesOpenAndDutiesStartInOrderAndStopInReverse() {
        assertThat(unsealing().status().initialised()).isFalse();
        List<byte[]> shares = found();

        Unsealing.Status one = unsealing().submit(shares.get(2));
        assertThat(one.sealed()).isTrue();
        assertThat(one.progress()).isEqualTo(1);
        assertThat(one.nonce()).isNotEmpty();
        assertThat(unsealing().submit(shares.get(2)).progress()).isEqualTo(1);
        assertThat(unsealing().submit(shares.get(0)).sealed()).isFalse();
        unsealing().seal();
        unsealing().seal();

        assertThat(events).containsExactly("first on", "second on", "second off", "first off");
        assertThat(unsealing().status().sealed()).isTrue();
        assertThat(unsealing().status().threshold()).isEqualTo(2);
        unsealing().submit(shares.get(0));
        assertThat(unsealing().submit(shares.get(1)).sealed()).isFalse();
    }

    @Test
    void wrongSharesAreForgotten() {
        List<byte[]> shares = found();
        byte[] forged = shares.get(1).clone();
        forged[5] ^= 1;

        unsealing().submit(shares.get(0));
        assertThatThrownBy(() -> unsealing().submit(forged)).isInstanceOf(RequestFailure.class);

        assertThat(unsealing().status().progress()).isZero();
        unsealing().submit(shares.get(0));
        assertThat(unsealing().reset().progress()).isZero();
        assertThat(events).isEmpty();
    }

    @Test
    void aDutyThatCannotStartLeavesTheNodeSealed() {
        List<byte[]> shares = found();
        second.failing = true;

        unsealing().submit(shares.get(0));
        assertThatThrownBy(() -> unsealing().submit(shares.get(1)))
                .isInstanceOf(IllegalStateException.class);

        assertThat(barrier().sealed()).isTrue();
        assertThat(events).containsExactly("first on", "second on", "second off", "first off");
    }

    @Test
    void dutiesStopWhenTheBarrierSealsItself() throws InterruptedException {
        List<byte[]> shares = found();
        unsealing().submit(shares.get(0));
        unsealing().submit(shares.get(1));

        barrier().seal();

        while (events.size() < 4) {
            Thread.sleep(10);
        }
        assertThat(events).containsExactly("first on", "second on", "second off", "first off");
    }

    @Test
    void sharesGivenSoonAfterASealAreNotForgotten() throws InterruptedException {
        List<byte[]> shares = found();
        unsealing().submit(shares.get(0));
        unsealing().submit(shares.get(1));
        unsealing().seal();

        unsealing().submit(shares.get(1));
        Thread.sleep(Duration.ofMillis(1_200));

        assertThat(unsealing().status().progress()).isEqualTo(1);
        assertThat(unsealing().submit(shares.get(2)).sealed()).isFalse();
    }

    @Test
    void statusAnswersWhileAJoinIsUnderWayAndOtherSharesAreTurnedAway()
            throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ShamirSeal.Created elsewhere;
        try (RootKey root = RootKey.generate(random)) {
            elsewhere = ShamirSeal.create(5, 2, root, random);
        }
        unsealing()
                .joining(
                        new PendingJoin() {
                            @Override
                            public SealedRootKey seal() {
                                return elsewhere.sealedRootKey();
                            }

                            @Override
                            public void complete(RootKey rootKey) {
                                begun.countDown();
                                try {
                                    end.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                                throw RequestFailure.invalid("no member answers");
                            }
                        });

        assertThat(unsealing().initialised()).isTrue();
        assertThat(unsealing().status().shares()).isEqualTo(5);
        unsealing().submit(elsewhere.shares().get(0));
        Thread submitting =
                Thread.ofPlatform()
                        .start(() ->
                                assertThatThrownBy(
                                                () -> unsealing().submit(elsewhere.shares().get(1)))
                                        .isInstanceOf(RequestFailure.class));
        begun.await();

        assertThat(unsealing().status().sealed()).isTrue();
        assertThatThrownBy(() -> unsealing().submit(elsewhere.shares().get(2)))
                .isInstanceOf(RequestFailure.class);
        end.countDown();
        submitting.join();
        assertThat(store().initialised()).isFalse();
        assertThat(unsealing().status().progress()).isZero();
    }

    @Test
    void aNodeOfAClusterJoinsNoOther() {
        found();

        assertThatThrownBy(() ->
                        unsealing()
                                .joining(
                                        new PendingJoin() {
                                            @Override
                                            public SealedRootKey seal() {
                                                throw new AssertionError();
                                            }

                                            @Override
                                            public void complete(RootKey rootKey) {}
                                        }))
                .isInstanceOf(RequestFailure.class);
    }
}
