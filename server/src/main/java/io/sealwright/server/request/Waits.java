package io.sealwright.server.request;

import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.NotYet;
import io.sealwright.server.spi.Request;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.RecordWatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Requests that wait for a record to change. Each change runs them again from their start; a node
 * that stops, or is sealed, lets them answer at once. Thread-safe.
 */
@Component
final class Waits implements SmartLifecycle {
    /** How many run again at the same time: a change can wake all that wait. */
    private static final int TURNS = 32;

    private final Barrier barrier;
    private final InstantSource clock;
    private final Duration requestTimeout;
    private final Semaphore turns = new Semaphore(TURNS, true);
    private final Set<RecordWatch> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    Waits(Barrier barrier, InstantSource clock, LimitSettings limits) {
        this.barrier = barrier;
        this.clock = clock;
        requestTimeout = limits.requestTimeout();
    }

    /** Runs a request once more. */
    @FunctionalInterface
    interface Run {
        /**
         * @param last whether it must answer now
         */
        Answer answer(Request request, boolean last);
    }

    /** On the thread of the caller, which waits: for a change, and then for a turn. */
    Answer answer(Request request, NotYet first, Run run) throws InterruptedException {
        Deadline until = Deadline.in(first.most());
        try (RecordWatch watch = barrier.watch(first.namespace(), first.space(), first.path())) {
            open.add(watch);
            try {
                return answer(request, until, watch, run);
            } finally {
                open.remove(watch);
            }
        }
    }

    private Answer answer(Request request, Deadline until, RecordWatch watch, Run run)
            throws InterruptedException {
        while (true) {
            boolean last = stopped || until.passed();
            if (!turns.tryAcquire(requestTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Answer.Failed(
                        new Failure.Unavailable(
                                "too many requests that waited run at once; try again",
                                Failures.SOON));
            }
            try {
                return run.answer(request.at(clock.instant(), Deadline.in(requestTimeout)), last);
            } catch (NotYet again) {
                // What changed was not what it waits for.
            } finally {
                turns.release();
            }
            watch.await(until);
        }
    }

    @Override
    public void start() {
        stopped = false;
    }

    /** In the phase in which the node takes its leave, before connections are refused. */
    @Override
    public void stop() {
        stopped = true;
        open.forEach(RecordWatch::wake);
    }

    @Override
    public boolean isRunning() {
        return !stopped;
    }
}
