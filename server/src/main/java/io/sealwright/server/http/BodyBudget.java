package io.sealwright.server.http;

import io.sealwright.server.config.LimitSettings;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** How many bytes of request bodies lie in memory at once, over all connections. Thread-safe. */
@Component
public final class BodyBudget {
    private final AtomicLong free;

    BodyBudget(LimitSettings limits) {
        free = new AtomicLong(limits.bufferedBodies().toBytes());
    }

    /** False if they are not there; then nothing is taken. */
    public boolean take(long bytes) {
        if (free.addAndGet(-bytes) >= 0) {
            return true;
        }
        free.addAndGet(bytes);
        return false;
    }

    public void giveBack(long bytes) {
        free.addAndGet(bytes);
    }

    long free() {
        return free.get();
    }
}
