package io.sealwright.server.outbound;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is fetched from elsewhere and kept for a while. At most one fetch runs at a time.
 * However many ask, one begins every {@value #PAUSE_SECONDS} s on average, and at most {@value
 * #AT_ONCE} one after the other. At most {@value #MAX_WAITING} callers wait for it.
 *
 * <p>What was fetched is used as it is for {@value #FRESH_SECONDS} s, and while a new one is
 * fetched for {@value #USABLE_SECONDS} s; after that callers wait for the new one, and get the old
 * one for {@value #LAST_SECONDS} s as long as none can be had. Thread-safe.
 */
public final class Refreshed<T> implements Kept<T> {
    static final int PAUSE_SECONDS = 10;
    public static final int AT_ONCE = 3;
    static final int FRESH_SECONDS = 300;
    static final int USABLE_SECONDS = 3_600;
    static final int LAST_SECONDS = 86_400;
    static final int MAX_WAITING = 16;

    private record Held<T>(T value, long since) {}

    private final Supplier<T> fetch;
    private final Executor threads;
    private final LongSupplier nanos;
    private @Nullable Held<T> held;
    private @Nullable CompletableFuture<T> running;

    /** When all of the allowance will be there again, on the clock. */
    private long allowance;

    private String failure = "nothing was fetched yet";
    private int waiting;

    /**
     * @param fetch throws an {@link OutboundException} if it fails
     * @param nanos a monotonic clock
     */
    public Refreshed(Supplier<T> fetch, Executor threads, LongSupplier nanos) {
        this.fetch = fetch;
        this.threads = threads;
        this.nanos = nanos;
        this.allowance = nanos.getAsLong();
    }

    @Override
    public T get(Duration wait) {
        CompletableFuture<T> next;
        Held<T> known;
        synchronized (this) {
            known = held;
            if (known != null && younger(known, FRESH_SECONDS)) {
                return known.value();
            }
            next = begin();
            if (known != null && younger(known, USABLE_SECONDS)) {
                return known.value();
            }
        }
        try {
            return await(next, wait);
        } catch (OutboundException e) {
            if (known != null && younger(known, LAST_SECONDS)) {
                return known.value();
            }
            throw e;
        }
    }

    @Override
    public T otherThan(T value, Duration wait) {
        CompletableFuture<T> next;
        synchronized (this) {
            Held<T> known = held;
            if (known != null && known.value() != value) {
                return known.value();
            }
            next = begin();
        }
        try {
            return await(next, wait);
        } catch (OutboundException e) {
            return value;
        }
    }

    private boolean younger(Held<T> known, int seconds) {
        return nanos.getAsLong() - known.since() < TimeUnit.SECONDS.toNanos(seconds);
    }

    /** The fetch that runs, or a new one; null if too many began lately. */
    private synchronized @Nullable CompletableFuture<T> begin() {
        CompletableFuture<T> current = running;
        if (current != null && !current.isDone()) {
            return current;
        }
        if (!allowed()) {
            return null;
        }
        CompletableFuture<T> next = CompletableFuture.supplyAsync(this::fetched, threads);
        running = next;
        return next;
    }

    private synchronized boolean allowed() {
        long pause = TimeUnit.SECONDS.toNanos(PAUSE_SECONDS);
        long now = nanos.getAsLong();
        if (allowance - now > (AT_ONCE - 1) * pause) {
            return false;
        }
        allowance = (allowance - now > 0 ? allowance : now) + pause;
        return true;
    }

    private T fetched() {
        try {
            T value = fetch.get();
            synchronized (this) {
                held = new Held<>(value, nanos.getAsLong());
            }
            return value;
        } catch (RuntimeException e) {
            synchronized (this) {
                failure =
                        e instanceof OutboundException known ? known.reason() : "it cannot be read";
            }
            throw e;
        }
    }

    private T await(@Nullable CompletableFuture<T> next, Duration wait) {
        synchronized (this) {
            if (next == null) {
                throw new OutboundException(failure);
            }
            if (waiting >= MAX_WAITING) {
                throw OutboundException.busy("too many requests wait for the same answer");
            }
            waiting++;
        }
        try {
            return next.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            synchronized (this) {
                throw new OutboundException(failure);
            }
        } catch (TimeoutException e) {
            throw new OutboundException("no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutboundException("interrupted while waiting");
        } finally {
            synchronized (this) {
                waiting--;
            }
        }
    }
}
