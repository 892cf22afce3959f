package io.sealwright.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long something is used, and how often it is fetched: on a clock that the test moves. */
final class RefreshedTest {
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final AtomicLong nanos = new AtomicLong(-5);
    private final AtomicInteger fetches = new AtomicInteger();
    private boolean dead;

    /** Fetches at once, on the thread that asks. */
    private final Refreshed<Integer> refreshed =
            new Refreshed<>(this::fetch, Runnable::run, nanos::get);

    private Integer fetch() {
        int number = fetches.incrementAndGet();
        if (dead) {
            throw new OutboundException("dead");
        }
        return number;
    }

    private void pass(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void itIsUsedAsLongAsItIsFresh() {
        assertThat(refreshed.get(WAIT)).isEqualTo(1);
        pass(299);
        assertThat(refreshed.get(WAIT)).isEqualTo(1);
        pass(2);
        // The old one for this caller, the new one for the next.
        assertThat(refreshed.get(WAIT)).isEqualTo(1);
        assertThat(refreshed.get(WAIT)).isEqualTo(2);
        pass(3_601);
        assertThat(refreshed.get(WAIT)).isEqualTo(3);
    }

    @Test
    void aDeadProviderDoesNotTakeAwayWhatIsThereButForADay() {
        assertThat(refreshed.get(WAIT)).isEqualTo(1);
        dead = true;
        for (int hour = 1; hour <= 23; hour++) {
            pass(3_600);
            assertThat(refreshed.get(WAIT)).isEqualTo(1);
        }
        pass(3_600);
        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() -> refreshed.get(WAIT))
                .withMessage("dead");
    }

    @Test
    void whoeverAsksForAnotherDoesNotMakeItHammer() {
        Integer value = refreshed.get(WAIT);
        for (int i = 0; i < 1_000; i++) {
            value = refreshed.otherThan(value, WAIT);
        }
        assertThat(fetches).hasValue(Refreshed.AT_ONCE);
        pass(100);
        for (int second = 0; second < 100; second++) {
            pass(1);
            value = refreshed.otherThan(value, WAIT);
            assertThat(refreshed.get(WAIT)).isEqualTo(value);
        }
        assertThat(fetches.get()).isLessThanOrEqualTo(2 * Refreshed.AT_ONCE + 10);
    }

    @Test
    void aDeadProviderIsAskedNoMoreOften() {
        dead = true;
        for (int i = 0; i < 1_000; i++) {
            assertThatExceptionOfType(OutboundException.class)
                    .isThrownBy(() -> refreshed.get(WAIT))
                    .withMessage("dead");
        }
        assertThat(fetches).hasValue(Refreshed.AT_ONCE);
        dead = false;
        pass(Refreshed.PAUSE_SECONDS);
        assertThat(refreshed.get(WAIT)).isEqualTo(Refreshed.AT_ONCE + 1);
    }

    @Test
    void whatOneHasFetchedTheOthersGet() {
        Integer first = refreshed.get(WAIT);
        Integer second = refreshed.otherThan(first, WAIT);

        assertThat(refreshed.otherThan(first, WAIT)).isSameAs(second);
        assertThat(fetches).hasValue(2);
    }

    @Test
    void aFailureThatNobodyExpectsSaysNothing() {
        Refreshed<Integer> broken =
                new Refreshed<>(
                        () -> {
                            throw new IllegalStateException("canary");
                        },
                        Runnable::run,
                        nanos::get);

        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() -> broken.get(WAIT))
                .withMessage("it cannot be read");
    }

    @Test
    void oneFetchForAllAndNotTooManyThatWait() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Refreshed<Integer> slow =
                    new Refreshed<>(
                            () -> {
                                asked.incrementAndGet();
                                try {
                                    answer.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                                return 7;
                            },
                            threads,
                            nanos::get);
            var waiting =
                    IntStream.range(0, 3 * Refreshed.MAX_WAITING)
                            .mapToObj(_ -> threads.submit(() -> outcome(slow)))
                            .toList();
            // Those that may not wait are sent away while nothing has come.
            while (waiting.stream().filter(Future::isDone).count() < 2 * Refreshed.MAX_WAITING) {
                Thread.onSpinWait();
            }
            answer.countDown();
            int busy = 0;
            for (Future<String> each : waiting) {
                busy += each.get().equals("busy") ? 1 : 0;
            }
            assertThat(busy).isEqualTo(2 * Refreshed.MAX_WAITING);
            assertThat(asked).hasValue(1);
        }
    }

    private static String outcome(Refreshed<Integer> slow) {
        try {
            return slow.get(WAIT).toString();
        } catch (OutboundException e) {
            return e.isBusy() ? "busy" : e.reason();
        }
    }
}
