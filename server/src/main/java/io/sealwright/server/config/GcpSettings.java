package io.sealwright.server.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The API of GCP Secret Manager, which is served where it is asked for, and nowhere else: its paths
 * could be those of Vault's API.
 *
 * @param address of a listener for it alone; null = none
 * @param host host name by which the main listener serves it; empty = none
 * @param defaultMount path of the KV version 2 mount of the root namespace that has the secrets of
 *     projects for which there is neither a namespace nor a mount of their name
 * @param body longest request body; beyond it 413
 * @param grpcAddress of the listener for gRPC; null = none
 * @param grpcConnections open at once at that listener; further ones are closed
 */
public record GcpSettings(
        @Nullable HostPort address,
        String host,
        String defaultMount,
        DataSize body,
        @Nullable HostPort grpcAddress,
        int grpcConnections) {
    /** Property of the address. */
    public static final String ADDRESS = "sealwright.listener.gcp.address";

    /** Property of the address of the listener for gRPC. */
    public static final String GRPC_ADDRESS = "sealwright.listener.gcp.grpc-address";

    public GcpSettings {
        if (!defaultMount.endsWith("/") || defaultMount.startsWith("/")) {
            throw new ConfigurationException(
                    "sealwright.listener.gcp.default-mount is the path of a mount, with a slash at"
                            + " its end");
        }
        if (!host.matches("[A-Za-z0-9.-]*")) {
            throw new ConfigurationException(
                    "sealwright.listener.gcp.host is a host name, without a port");
        }
        if (body.toBytes() < 1 << 10 || body.toBytes() > 32 << 20) {
            throw new ConfigurationException(
                    "sealwright.listener.gcp.body is between 1KB and 32MB");
        }
        Checks.range("sealwright.listener.gcp.grpc-connections", grpcConnections, 1, 100_000);
    }

    @ConstructorBinding
    GcpSettings(
            @DefaultValue("") String address,
            @DefaultValue("") String host,
            @DefaultValue("secret/") String defaultMount,
            @DefaultValue("256KB") DataSize body,
            @DefaultValue("") String grpcAddress,
            @DefaultValue("1024") int grpcConnections) {
        this(
                address.isEmpty() ? null : Checks.address(ADDRESS, address),
                host,
                defaultMount,
                body,
                grpcAddress.isEmpty() ? null : Checks.address(GRPC_ADDRESS, grpcAddress),
                grpcConnections);
    }
}
