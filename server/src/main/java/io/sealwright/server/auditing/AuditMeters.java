package io.sealwright.server.auditing;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealwright.audit.DeviceStats;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/**
 * What an operator watches of each audit device. While the node is sealed all of it is 0.
 * Thread-safe.
 */
@Component
final class AuditMeters {
    private final MeterRegistry registry;
    private final Auditing auditing;
    private final Map<String, List<Meter>> meters = new HashMap<>();

    AuditMeters(MeterRegistry registry, Auditing auditing) {
        this.registry = registry;
        this.auditing = auditing;
        show(auditing.names());
    }

    /** These devices and no others. */
    synchronized void show(Collection<String> devices) {
        meters.entrySet()
                .removeIf(shown -> {
                    boolean gone = !devices.contains(shown.getKey());
                    if (gone) {
                        shown.getValue().forEach(registry::remove);
                    }
                    return gone;
                });
        devices.forEach(device -> meters.computeIfAbsent(device, this::register));
    }

    private List<Meter> register(String device) {
        return List.of(
                gauge(
                        device,
                        "healthy",
                        "1 while this audit device works",
                        it -> it.healthy() ? 1 : 0),
                gauge(
                        device,
                        "queued",
                        "Entries that wait for this audit device",
                        DeviceStats::queued),
                counter(
                        device,
                        "failures",
                        "Failed writes, syncs and openings",
                        DeviceStats::failures),
                counter(
                        device,
                        "refused",
                        "Entries refused while failing or full",
                        DeviceStats::refused),
                counter(
                        device,
                        "lines",
                        "Lines on disk or taken by a receiver",
                        DeviceStats::lines),
                counter(
                        device,
                        "unreplicated.heads",
                        "Signed heads that the replicated store did not take",
                        DeviceStats::headListenerFailures));
    }

    private Gauge gauge(
            String device, String name, String description, ToDoubleFunction<DeviceStats> value) {
        return Gauge.builder(
                        "sealwright.audit.device." + name, auditing, it -> of(it, device, value))
                .tag("device", device)
                .description(description)
                .register(registry);
    }

    private FunctionCounter counter(
            String device, String name, String description, ToDoubleFunction<DeviceStats> value) {
        return FunctionCounter.builder(
                        "sealwright.audit.device." + name, auditing, it -> of(it, device, value))
                .tag("device", device)
                .description(description)
                .register(registry);
    }

    private static double of(
            Auditing auditing, String device, ToDoubleFunction<DeviceStats> value) {
        return auditing.stats().stream()
                .filter(stats -> stats.device().equals(device))
                .mapToDouble(value)
                .findFirst()
                .orElse(0);
    }
}
