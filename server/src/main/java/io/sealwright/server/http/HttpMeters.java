package io.sealwright.server.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sealwright.policy.Operation;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** The HTTP side's meters, looked up once. Thread-safe. */
@Component
public final class HttpMeters {
    private static final int CLASSES = 6;

    private final Map<Operation, Timer[]> timers = new EnumMap<>(Operation.class);

    HttpMeters(MeterRegistry registry, Admission admission, Parking parking, BodyBudget budget) {
        for (Operation operation : Operation.values()) {
            Timer[] byClass = new Timer[CLASSES];
            for (int i = 0; i < CLASSES; i++) {
                byClass[i] =
                        Timer.builder("sealwright.http.requests")
                                .description("Requests answered")
                                .tag("operation", operation.name().toLowerCase(Locale.ROOT))
                                .tag("status", i + "xx")
                                .register(registry);
            }
            timers.put(operation, byClass);
        }
        Gauge.builder("sealwright.http.queued", admission, Admission::waiting)
                .description("Requests waiting for their turn")
                .register(registry);
        Gauge.builder("sealwright.http.waiting", parking, Parking::taken)
                .description("Requests waiting for a change")
                .register(registry);
        Gauge.builder("sealwright.http.body.budget", budget, BodyBudget::free)
                .description("Bytes that request bodies may still take")
                .baseUnit("bytes")
                .register(registry);
    }

    /**
     * @param nanos since the request was there with its body
     */
    public void answered(Operation operation, int status, long nanos) {
        Timer[] byClass = timers.get(operation);
        if (byClass != null) {
            byClass[Math.clamp(status / 100, 0, CLASSES - 1)].record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
