package io.sealwright.server.http;

import io.sealwright.server.config.LimitSettings;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** How many requests may wait for a change at once. Thread-safe. */
@Component
final class Parking {
    private final int places;
    private final Semaphore free;

    Parking(LimitSettings limits) {
        places = limits.waitingRequests();
        free = new Semaphore(places);
    }

    boolean enter() {
        return free.tryAcquire();
    }

    void leave() {
        free.release();
    }

    int taken() {
        return places - free.availablePermits();
    }
}
