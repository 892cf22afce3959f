package io.sealwright.server.quotas;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests of each address in the intervals of a rate limit, on this node alone and in
 * memory. Holds at most {@value #MAX_ADDRESSES} addresses; those beyond share one count for each
 * limit, so that a flood of addresses is limited as one. Thread-safe.
 */
final class RateWindows {
    /** Some 200 bytes each. */
    static final int MAX_ADDRESSES = 100_000;

    private static final String OTHERS = "";

    private final int most;
    private final ConcurrentHashMap<Key, Window> windows = new ConcurrentHashMap<>();

    private long cleared;

    RateWindows() {
        this(MAX_ADDRESSES);
    }

    RateWindows(int most) {
        this.most = most;
    }

    /** A changed quota counts anew. */
    private record Key(RateLimitQuota quota, String address) {}

    /**
     * Times in epoch milliseconds.
     *
     * @param blockedUntil 0 = not blocked
     */
    private record Window(long end, long used, long blockedUntil) {
        boolean over(long now) {
            return now >= end && now >= blockedUntil;
        }
    }

    /**
     * What came of one request.
     *
     * @param blocked refused for the block interval, whatever the count is
     * @param resetAfter until the interval, or the block, ends
     */
    record Taken(boolean allowed, boolean blocked, long remaining, Duration resetAfter) {}

    Taken take(RateLimitQuota quota, String address, Instant time) {
        long now = time.toEpochMilli();
        Window window =
                windows.compute(key(quota, address, now), (_, old) -> next(quota, old, now));
        if (window.blockedUntil() > now) {
            return new Taken(false, true, 0, Duration.ofMillis(window.blockedUntil() - now));
        }
        return new Taken(
                window.used() <= quota.most(),
                false,
                Math.max(0, quota.most() - window.used()),
                Duration.ofMillis(Math.max(0, window.end() - now)));
    }

    private static Window next(RateLimitQuota quota, @Nullable Window old, long now) {
        if (old != null && old.blockedUntil() > now) {
            return old;
        }
        if (old == null || now >= old.end()) {
            return counted(quota, now + quota.interval() * 1_000, 1, now);
        }
        return counted(quota, old.end(), old.used() + 1, now);
    }

    private static Window counted(RateLimitQuota quota, long end, long used, long now) {
        boolean blocks = used > quota.most() && quota.blockInterval() > 0;
        return new Window(end, used, blocks ? now + quota.blockInterval() * 1_000 : 0);
    }

    private Key key(RateLimitQuota quota, String address, long now) {
        Key key = new Key(quota, address);
        if (windows.size() < most || windows.containsKey(key)) {
            return key;
        }
        clear(now);
        return windows.size() < most ? key : new Key(quota, OTHERS);
    }

    /** At most once a second, as it looks at all. */
    private synchronized void clear(long now) {
        if (now - cleared >= 1_000) {
            cleared = now;
            windows.values().removeIf(window -> window.over(now));
        }
    }

    int size() {
        return windows.size();
    }
}
