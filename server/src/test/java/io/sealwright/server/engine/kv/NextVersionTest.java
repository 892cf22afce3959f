package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NextVersionTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private static Secret secret(int versions) {
        Secret secret = Secret.created(new byte[16], "abcdef", NOW);
        for (int i = 0; i < versions; i++) {
            secret = secret.append(next(secret), NOW);
        }
        return secret;
    }

    private static SecretVersion next(Secret secret) {
        return SecretVersion.created(
                secret.nextNumber(), Long.toString(secret.nextNumber()), NOW, null);
    }

    private static SecretVersion version(Secret secret, long number) {
        return Objects.requireNonNull(secret.version(number));
    }

    private static Object after(Secret secret, long number) {
        return switch (NextVersion.of(secret, number, NOW)) {
            case NextVersion.Found found -> found.version().number();
            case NextVersion.None none -> "none";
            case NextVersion.Gone gone -> gone;
        };
    }

    @Test
    void whatARotationTriesOutIsNotThereAndDoesNotHoldUpWhatIsWritten() {
        Secret trying = secret(2);
        trying = trying.appendPending(next(trying));
        assertThat(after(trying, 2)).isEqualTo("none");
        Secret written = trying.append(next(trying), NOW);
        assertThat(after(written, 2)).isEqualTo(4L);
        Secret finished = trying.finished(version(trying, 3), NOW);
        assertThat(after(finished, 2)).isEqualTo(3L);
        Secret undone = trying.replace(version(trying, 3).destroyed(NOW)).withoutPending();
        assertThat(after(undone, 2)).isEqualTo(new NextVersion.Gone(null, 3));
        assertThat(after(undone, 3)).isEqualTo("none");
    }

    @Test
    void withNothingKeptOneGoesOnBeforeWhatIsTriedOut() {
        Secret secret = secret(2);
        secret = secret.replace(version(secret, 2).deleted(NOW));
        secret = secret.appendPending(next(secret));
        assertThat(after(secret, 1)).isEqualTo(new NextVersion.Gone(null, 2));
        assertThat(after(secret, 2)).isEqualTo("none");
    }

    @Test
    void ofAnotherSecretThanTheOneThatWasSeenOneBeginsAnew() {
        assertThat(NextVersion.of(null, 0, NOW)).isEqualTo(new NextVersion.None());
        assertThat(NextVersion.of(null, 3, NOW)).isEqualTo(new NextVersion.Gone(null, 0));
        assertThat(after(secret(2), 3)).isEqualTo(new NextVersion.Gone(1L, 0));
    }

    /**
     * Readers see some versions of a random history. A watcher that asks after every change, and
     * one that asks now and then, get all of those, in order, or are told which are gone.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aWatcherMissesNothingUntold(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            Watcher always = new Watcher();
            Watcher seldom = new Watcher();
            Secret secret = secret(1);
            Set<Long> shown = new TreeSet<>();
            for (int step = 0; step < 40; step++) {
                secret = changed(secret, random);
                SecretVersion current = secret.version(secret.currentNumber());
                if (current != null && current.readable(NOW)) {
                    shown.add(current.number());
                }
                always.follow(secret);
                if (random.nextInt(6) == 0) {
                    seldom.follow(secret);
                }
            }
            seldom.follow(secret);
            for (Watcher watcher : List.of(always, seldom)) {
                assertThat(watcher.seen).isSorted().doesNotHaveDuplicates();
                Set<Long> known = new HashSet<>(watcher.seen);
                known.addAll(watcher.lost);
                assertThat(known).as("seed %d, run %d", seed, run).containsAll(shown);
            }
            assertThat(always.seen).as("seed %d, run %d", seed, run).containsAll(shown);
        }
    }

    private static Secret changed(Secret secret, Random random) {
        long some = 1 + random.nextLong(secret.nextNumber() - 1);
        SecretVersion version = secret.version(some);
        Long pending = secret.stages().get(Secret.PENDING);
        return switch (random.nextInt(8)) {
            case 0 -> pending == null ? secret.appendPending(next(secret)) : secret;
            case 1 ->
                    pending == null || secret.currentNumber() > pending
                            ? secret
                            : secret.finished(version(secret, pending), NOW);
            case 2 ->
                    pending == null
                            ? secret
                            : secret.replace(version(secret, pending).destroyed(NOW))
                                    .withoutPending();
            case 3 ->
                    version == null || secret.isPending(some)
                            ? secret
                            : secret.replace(version.deleted(NOW));
            case 4 ->
                    version == null || secret.isPending(some)
                            ? secret
                            : secret.replace(version.destroyed(NOW));
            case 5 -> secret.without(secret.surplus(3, 10));
            default -> secret.append(next(secret), NOW);
        };
    }

    private static final class Watcher {
        private final List<Long> seen = new ArrayList<>();
        private final Set<Long> lost = new HashSet<>();
        private long after;

        void follow(Secret secret) {
            while (true) {
                switch (NextVersion.of(secret, after, NOW)) {
                    case NextVersion.Found found -> {
                        after = found.version().number();
                        seen.add(after);
                    }
                    case NextVersion.Gone gone -> {
                        assertThat(gone.resume()).isGreaterThan(after);
                        for (long number = after + 1; number <= gone.resume(); number++) {
                            lost.add(number);
                        }
                        after = gone.resume();
                    }
                    case NextVersion.None none -> {
                        return;
                    }
                }
            }
        }
    }
}
