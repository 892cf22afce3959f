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

    /** By which API a request came. */
    public enum Api {
        VAULT,
        AWS,
        GCP
    }

    private final Map<Api, Map<Operation, Timer[]>> timers = new EnumMap<>(Api.class);

    HttpMeters(MeterRegistry registry, Admission admission, Parking parking, BodyBudget budget) {
        for (Api api : Api.values()) {
            timers.put(api, timers(registry, api));
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

    private static Map<Operation, Timer[]> timers(MeterRegistry registry, Api api) {
        Map<Operation, Timer[]> ofApi = new EnumMap<>(Operation.class);
        for (Operation operation : Operation.values()) {
            Timer[] byClass = new Timer[CLASSES];
            for (int i = 0; i < CLASSES; i++) {
                byClass[i] =
                        Timer.builder("sealwright.http.requests")
                                .description("Requests answered")
                                .tag("api", api.name().toLowerCase(Locale.ROOT))
                                .tag("operation", operation.name().toLowerCase(Locale.ROOT))
                                .tag("status", i + "xx")
                                .register(registry);
            }
            ofApi.put(operation, byClass);
        }
        return ofApi;
    }

    /**
     * @param nanos since the request was there with its body
     */
    public void answered(Api api, Operation operation, int status, long nanos) {
        Timer[] byClass = timers.getOrDefault(api, Map.of()).get(operation);
        if (byClass != null) {
            byClass[Math.clamp(status / 100, 0, CLASSES - 1)].record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
