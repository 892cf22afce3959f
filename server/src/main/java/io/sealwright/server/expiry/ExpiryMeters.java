package io.sealwright.server.expiry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** What an operator watches of work that is due at a time; 0 on nodes that do not lead. */
@Component
final class ExpiryMeters {
    ExpiryMeters(MeterRegistry registry, Expiry expiry) {
        FunctionCounter.builder("sealwright.expiry.done", expiry, it -> it.stats().done())
                .description("Entries of the due index handled since this node was unsealed")
                .register(registry);
        FunctionCounter.builder("sealwright.expiry.postponed", expiry, it -> it.stats().postponed())
                .description("Entries put off since their handler failed")
                .register(registry);
        Gauge.builder("sealwright.expiry.lag", expiry, it -> it.stats().lagMillis() / 1e3)
                .description("How late the oldest entry of the last round was")
                .baseUnit("seconds")
                .register(registry);
    }
}
