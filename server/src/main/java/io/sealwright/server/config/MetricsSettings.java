package io.sealwright.server.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What metrics say of secrets and callers, and where they are sent.
 *
 * @param top mounts, identities, secrets and refusals that get series of their own, of each so
 *     many; 0 = none
 * @param secretNames how secrets are named
 */
public record MetricsSettings(
        @DefaultValue("50") int top,
        @DefaultValue("hashed") SecretNames secretNames,
        @DefaultValue OtlpSettings otlp) {
    private static final int MOST = 1_000;

    public MetricsSettings {
        Checks.range("sealwright.metrics.top", top, 0, MOST);
    }
}
