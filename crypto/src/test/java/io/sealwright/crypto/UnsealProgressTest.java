package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class UnsealProgressTest {
    private final SeededRandom random = new SeededRandom(1);
    private final byte[] secret = random.bytes(32);
    private final List<byte[]> shares = Shamir.split(secret, 5, 3, random);

    @Test
    void theShareThatCompletesTheSetGetsIt() {
        UnsealProgress progress = new UnsealProgress(5, 3, random);
        String nonce = progress.status().nonce();
        assertThat(progress.status()).isEqualTo(new UnsealProgress.Status(nonce, 0, 3, 5));
        assertThat(progress.submit(shares.get(0))).isEmpty();
        assertThat(progress.submit(shares.get(1))).isEmpty();
        assertThat(progress.status().progress()).isEqualTo(2);
        Optional<List<byte[]>> complete = progress.submit(shares.get(2));
        assertThat(complete).isPresent();
        assertThat(Shamir.combine(complete.orElseThrow())).isEqualTo(secret);
        assertThat(progress.status()).isEqualTo(new UnsealProgress.Status(nonce, 0, 3, 5));
    }

    @Test
    void theSameShareDoesNotCountTwice() {
        UnsealProgress progress = new UnsealProgress(5, 3, random);
        for (int i = 0; i < 5; i++) {
            assertThat(progress.submit(shares.get(0).clone())).isEmpty();
        }
        assertThat(progress.status().progress()).isEqualTo(1);
    }

    @Test
    void resetForgetsAndTakesANewNonce() {
        UnsealProgress progress = new UnsealProgress(5, 3, random);
        String nonce = progress.status().nonce();
        assertThat(progress.submit(shares.get(0))).isEmpty();
        progress.reset();
        assertThat(progress.status().progress()).isZero();
        assertThat(progress.status().nonce()).isNotEqualTo(nonce).hasSize(36);
    }

    @Test
    void keepsItsOwnCopyOfAShare() {
        UnsealProgress progress = new UnsealProgress(5, 2, random);
        List<byte[]> pair = Shamir.split(secret, 5, 2, random);
        byte[] first = pair.get(0).clone();
        assertThat(progress.submit(first)).isEmpty();
        Arrays.fill(first, (byte) 0);
        assertThat(Shamir.combine(progress.submit(pair.get(1)).orElseThrow())).isEqualTo(secret);
    }

    @Test
    void refusesWhatCannotBeAShare() {
        UnsealProgress progress = new UnsealProgress(5, 3, random);
        byte[] otherValueSamePoint = shares.get(0).clone();
        otherValueSamePoint[3] ^= 1;
        assertThat(progress.submit(shares.get(0))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> progress.submit(new byte[32]));
        assertThatIllegalArgumentException().isThrownBy(() -> progress.submit(new byte[33]));
        assertThatIllegalArgumentException().isThrownBy(() -> progress.submit(otherValueSamePoint));
        assertThat(progress.status().progress()).isEqualTo(1);
        UnsealProgress single = new UnsealProgress(1, 1, random);
        assertThatIllegalArgumentException().isThrownBy(() -> single.submit(shares.get(0)));
        assertThat(single.submit(secret).orElseThrow()).containsExactly(secret);
    }

    @Test
    void exactlyOneOfManyThreadsCompletesASet() throws Exception {
        List<byte[]> many = Shamir.split(secret, 64, 64, random);
        UnsealProgress progress = new UnsealProgress(64, 64, random);
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Optional<List<byte[]>>>> answers = new ArrayList<>();
            for (byte[] share : many) {
                answers.add(
                        threads.submit(() -> {
                            start.await();
                            return progress.submit(share);
                        }));
            }
            start.countDown();
            int complete = 0;
            for (Future<Optional<List<byte[]>>> answer : answers) {
                if (answer.get().isPresent()) {
                    complete++;
                    assertThat(Shamir.combine(answer.get().orElseThrow())).isEqualTo(secret);
                }
            }
            assertThat(complete).isEqualTo(1);
        }
    }
}
