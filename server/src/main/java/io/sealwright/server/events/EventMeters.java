package io.sealwright.server.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** What an operator watches of events; each node counts its own part. Thread-safe. */
@Component
final class EventMeters {
    final Counter sent;
    final Counter tooSlow;
    final Counter delivered;
    final Counter failed;
    final Counter dropped;
    final Counter gaps;
    final Counter unnamed;

    EventMeters(MeterRegistry registry) {
        sent = counter(registry, "sent", "events given to subscribers");
        tooSlow = counter(registry, "subscribers.slow", "subscribers cut off for being too slow");
        delivered = counter(registry, "webhooks.delivered", "events that webhooks took");
        failed = counter(registry, "webhooks.failed", "requests to webhooks that failed");
        dropped =
                counter(registry, "webhooks.dropped", "events given up after a webhook's retries");
        gaps = counter(registry, "webhooks.gaps", "times that events were trimmed before delivery");
        unnamed =
                counter(
                        registry,
                        "denied.unnamed",
                        "refused reads that were too many at once to be told as events");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("sealwright.events." + name)
                .description(description)
                .register(registry);
    }
}
