package io.sealwright.server.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.sealwright.server.config.MetricsSettings;
import io.sealwright.storage.RaftStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** The registries, and the meters of the JVM and the process. */
@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {
    @Bean
    PrometheusMeterRegistry prometheus() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    /** What everything registers its meters with; Prometheus' own where there is no other. */
    @Bean
    @Primary
    MeterRegistry meterRegistry(
            PrometheusMeterRegistry prometheus, MetricsSettings settings, RaftStore store) {
        MeterRegistry registry =
                settings.otlp().enabled()
                        ? both(prometheus, new OtlpExport(settings.otlp(), store.nodeId()))
                        : prometheus;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        return registry;
    }

    /** Closing it closes both, and exports a last time. */
    static MeterRegistry both(PrometheusMeterRegistry prometheus, OtlpExport export) {
        CompositeMeterRegistry both = new CompositeMeterRegistry();
        both.add(prometheus);
        both.add(new OtlpMeterRegistry(export, Clock.SYSTEM));
        return both;
    }

    @Bean
    JvmGcMetrics garbageCollections(MeterRegistry registry) {
        JvmGcMetrics metrics = new JvmGcMetrics();
        metrics.bindTo(registry);
        return metrics;
    }
}
