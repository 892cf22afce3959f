package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WipingTest {
    private static final class Tracked implements Wipeable {
        private volatile boolean wiped;

        @Override
        public void wipe() {
            wiped = true;
        }
    }

    private final List<Tracked> made = Collections.synchronizedList(new ArrayList<>());
    private final WipingPool<Tracked> pool =
            new WipingPool<>(() -> {
                Tracked tracked = new Tracked();
                made.add(tracked);
                return tracked;
            });

    @Test
    void lendsTheSameObjectAgain() {
        Tracked first = pool.borrow();
        pool.giveBack(first);
        assertThat(pool.borrow()).isSameAs(first);
        assertThat(made).hasSize(1);
    }

    @Test
    void wipesWhatIsAtRestAtOnceAndWhatIsLentWhenItComesBack() {
        Tracked lent = pool.borrow();
        Tracked resting = pool.borrow();
        pool.giveBack(resting);
        pool.close();
        assertThat(resting.wiped).isTrue();
        assertThat(lent.wiped).isFalse();
        pool.giveBack(lent);
        assertThat(lent.wiped).isTrue();
        assertThatIllegalStateException().isThrownBy(pool::borrow);
    }

    @Test
    void wipesWhatItHasNoRoomFor() {
        List<Tracked> lent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            lent.add(pool.borrow());
        }
        lent.forEach(pool::giveBack);
        assertThat(made).hasSize(10).filteredOn(tracked -> tracked.wiped).isNotEmpty();
        pool.close();
        assertThat(made).allMatch(tracked -> tracked.wiped);
    }

    @Test
    void nothingSurvivesACloseInTheMiddleOfUse() throws Exception {
        CountDownLatch running = new CountDownLatch(4);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> users = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                users.add(threads.submit(() -> borrowUntilClosed(running)));
            }
            running.await();
            pool.close();
            for (Future<?> user : users) {
                user.get();
            }
        }
        assertThat(made).isNotEmpty().allMatch(tracked -> tracked.wiped);
    }

    private void borrowUntilClosed(CountDownLatch running) {
        while (true) {
            Tracked tracked;
            try {
                tracked = pool.borrow();
            } catch (IllegalStateException closed) {
                return;
            }
            pool.giveBack(tracked);
            running.countDown();
        }
    }
}
