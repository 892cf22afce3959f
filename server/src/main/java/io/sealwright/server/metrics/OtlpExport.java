package io.sealwright.server.metrics;

import io.micrometer.registry.otlp.AggregationTemporality;
import io.micrometer.registry.otlp.OtlpConfig;
import io.sealwright.server.config.OtlpSettings;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code sealwright.metrics.otlp} says, and nothing of what variables of the environment say
 * to other programs.
 *
 * @param node id of this node, which becomes {@code service.instance.id}
 */
record OtlpExport(OtlpSettings settings, String node) implements OtlpConfig {
    @Override
    public @Nullable String get(String key) {
        return null;
    }

    @Override
    public String url() {
        return settings.url();
    }

    @Override
    public Duration step() {
        return settings.interval();
    }

    @Override
    public Map<String, String> headers() {
        return settings.headerMap();
    }

    @Override
    public Map<String, String> resourceAttributes() {
        return Map.of("service.name", settings.serviceName(), "service.instance.id", node);
    }

    @Override
    public AggregationTemporality aggregationTemporality() {
        return AggregationTemporality.CUMULATIVE;
    }
}
