package io.sealwright.server.rotation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sealwright.rotation.Leading;
import io.sealwright.rotation.RotationHistory;
import io.sealwright.storage.Precondition;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What an operator watches of rotations; each node counts those it did as the leader. */
@Component
final class RotationMeters {
    private final Counter successes;
    private final Counter failures;
    private final Counter missed;
    private final Timer durations;
    private final Set<Place> late = new HashSet<>();
    private @Nullable Precondition fence;

    RotationMeters(MeterRegistry registry) {
        successes = counter(registry, "successes", "rotations that gave readers a new value");
        failures = counter(registry, "failures", "rotations that were undone, or failed");
        missed = counter(registry, "missed", "rotations whose window was over");
        durations =
                Timer.builder("sealwright.rotation.duration")
                        .description("from the first step to the end")
                        .register(registry);
        Gauge.builder("sealwright.rotation.overdue", this, RotationMeters::overdue)
                .description(
                        "secrets whose last due rotation has not succeeded; told by the leader")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("sealwright.rotation." + name)
                .description(description)
                .register(registry);
    }

    void ended(Move.Ending ending) {
        switch (ending.outcome()) {
            case RotationHistory.SUCCEEDED -> successes.increment();
            case RotationHistory.ROLLED_BACK, RotationHistory.FAILED -> failures.increment();
            default -> {
                missed.increment();
                return;
            }
        }
        durations.record(Duration.ofMillis(ending.millis()));
    }

    /** A new leader hears of each when it is tried again. */
    synchronized void late(Leading leading, Place place, boolean isLate) {
        if (!leading.fence().equals(fence)) {
            fence = leading.fence();
            late.clear();
        }
        if (isLate) {
            late.add(place);
        } else {
            late.remove(place);
        }
    }

    private synchronized int overdue() {
        return late.size();
    }
}
