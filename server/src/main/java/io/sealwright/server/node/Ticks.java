package io.sealwright.server.node;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does something again and again on a thread of its own, from unseal to seal, with a pause before
 * each time. What is done must not throw. Thread-safe.
 */
public final class Ticks {
    private final String name;
    private final Duration pause;
    private final Runnable work;
    private @Nullable Running running;

    private record Running(Thread thread, CountDownLatch stop) {}

    public Ticks(String name, Duration pause, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
    }

    public synchronized void start() {
        CountDownLatch stop = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().daemon().name(name).start(() -> run(stop));
        running = new Running(thread, stop);
    }

    private void run(CountDownLatch stop) {
        try {
            while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                work.run();
            }
        } catch (InterruptedException e) {
            // Sealing.
        }
    }

    /**
     * Interrupts what is being done and waits until it has ended, at most for {@code limit}.
     *
     * @return whether it was running
     */
    public boolean stop(Duration limit) {
        Running now;
        synchronized (this) {
            now = running;
            running = null;
        }
        if (now == null) {
            return false;
        }
        now.stop.countDown();
        now.thread.interrupt();
        try {
            now.thread.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
