package io.sealwright.server.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * All of {@code sealwright.*}. The parts are beans of their own: inject the part, not the whole.
 *
 * @param apiAddress URL that other nodes and clients use for this node; empty = from the listener
 *     ({@link #url()})
 */
@ConfigurationProperties(Settings.PREFIX)
public record Settings(
        @DefaultValue("") String apiAddress,
        @DefaultValue DevSettings dev,
        @DefaultValue ListenerSettings listener,
        @DefaultValue StorageSettings storage,
        @DefaultValue SnapshotSettings snapshots,
        @DefaultValue RotationConfig rotation,
        @DefaultValue ClusterSettings cluster,
        @DefaultValue SealSettings seal,
        @DefaultValue AuditSettings audit,
        @DefaultValue EventSettings events,
        @DefaultValue LeaseSettings lease,
        @DefaultValue LockoutSettings lockout,
        @DefaultValue HealthSettings health,
        @DefaultValue OperatorSettings operator,
        @DefaultValue MetricsSettings metrics,
        @DefaultValue LimitSettings limits,
        @DefaultValue AwsSettings aws) {

    /** What every property of ours begins with. */
    public static final String PREFIX = "sealwright";

    public Settings {
        apiAddress = apiAddress.isEmpty() ? "" : Checks.url("sealwright.api-address", apiAddress);
    }

    /** This node's URL for others, without a slash at its end. */
    public String url() {
        if (!apiAddress.isEmpty()) {
            return apiAddress;
        }
        return scheme() + listener.address();
    }

    /**
     * Where clients of GCP find this node, without a slash at its end: by the listener or the host
     * name for them; the main URL where there is neither.
     */
    public String gcpUrl() {
        HostPort own = listener.gcp().address();
        if (own != null) {
            return scheme() + own;
        }
        return listener.gcp().host().isEmpty()
                ? url()
                : scheme() + new HostPort(listener.gcp().host(), listener.address().port());
    }

    private String scheme() {
        return listener.tls().enabled() ? "https://" : "http://";
    }
}
