package io.sealwright.server;

import io.sealwright.server.config.AuditSettings;
import io.sealwright.server.config.AwsSettings;
import io.sealwright.server.config.ClusterSettings;
import io.sealwright.server.config.DevSettings;
import io.sealwright.server.config.EventSettings;
import io.sealwright.server.config.GcpSettings;
import io.sealwright.server.config.HealthSettings;
import io.sealwright.server.config.LeaseSettings;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.config.ListenerSettings;
import io.sealwright.server.config.LockoutSettings;
import io.sealwright.server.config.MetricsSettings;
import io.sealwright.server.config.OperatorSettings;
import io.sealwright.server.config.RotationConfig;
import io.sealwright.server.config.SealSettings;
import io.sealwright.server.config.Settings;
import io.sealwright.server.config.SnapshotSettings;
import io.sealwright.server.config.StorageSettings;
import io.sealwright.server.token.LeaseLimits;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of {@link Settings} as beans, so that each package asks for its own part alone. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Settings.class)
class SettingsConfiguration {
    @Bean
    DevSettings dev(Settings settings) {
        return settings.dev();
    }

    @Bean
    ListenerSettings listener(Settings settings) {
        return settings.listener();
    }

    @Bean
    StorageSettings storage(Settings settings) {
        return settings.storage();
    }

    @Bean
    ClusterSettings cluster(Settings settings) {
        return settings.cluster();
    }

    @Bean
    SealSettings seal(Settings settings) {
        return settings.seal();
    }

    @Bean
    AuditSettings audit(Settings settings) {
        return settings.audit();
    }

    @Bean
    EventSettings events(Settings settings) {
        return settings.events();
    }

    @Bean
    LeaseSettings lease(Settings settings) {
        return settings.lease();
    }

    @Bean
    LeaseLimits leaseLimits(LeaseSettings lease) {
        return new LeaseLimits(lease.defaultTtl(), lease.maxTtl());
    }

    @Bean
    SnapshotSettings snapshots(Settings settings) {
        return settings.snapshots();
    }

    @Bean
    RotationConfig rotation(Settings settings) {
        return settings.rotation();
    }

    @Bean
    LockoutSettings lockout(Settings settings) {
        return settings.lockout();
    }

    @Bean
    HealthSettings health(Settings settings) {
        return settings.health();
    }

    @Bean
    OperatorSettings operator(Settings settings) {
        return settings.operator();
    }

    @Bean
    MetricsSettings metrics(Settings settings) {
        return settings.metrics();
    }

    @Bean
    GcpSettings gcp(ListenerSettings listener) {
        return listener.gcp();
    }

    @Bean
    AwsSettings aws(Settings settings) {
        return settings.aws();
    }

    @Bean
    LimitSettings limits(Settings settings) {
        return settings.limits();
    }
}
