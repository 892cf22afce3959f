package io.sealwright.server.api.gcp.grpc;

import io.sealwright.server.http.Admission;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What all calls share. Thread-safe.
 *
 * @param executor of calls that had to wait for their place
 * @param timers runs only what does not block
 * @param bodyTimeout for a message to arrive
 * @param requestTimeout for an answer, once it has
 */
record CallRoom(
        Calls calls,
        Admission admission,
        Executor executor,
        ScheduledExecutorService timers,
        Duration bodyTimeout,
        Duration requestTimeout) {
    Future<?> after(Duration time, Runnable then) {
        return timers.schedule(then, time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
