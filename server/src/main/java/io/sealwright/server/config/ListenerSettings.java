package io.sealwright.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where the APIs are served. */
public record ListenerSettings(
        HostPort address, TlsSettings tls, AwsListenerSettings aws, GcpSettings gcp) {
    static final String ADDRESS = "sealwright.listener.address";

    @ConstructorBinding
    ListenerSettings(
            @DefaultValue("127.0.0.1:8200") String address,
            @DefaultValue TlsSettings tls,
            @DefaultValue AwsListenerSettings aws,
            @DefaultValue GcpSettings gcp) {
        this(Checks.address(ADDRESS, address), tls, aws, gcp);
    }

    /** Property to address of every listener that is asked for, the main one first. */
    SequencedMap<String, HostPort> addresses() {
        SequencedMap<String, HostPort> all = new LinkedHashMap<>(Map.of(ADDRESS, address));
        put(all, AwsListenerSettings.ADDRESS, aws.address());
        put(all, GcpSettings.ADDRESS, gcp.address());
        put(all, GcpSettings.GRPC_ADDRESS, gcp.grpcAddress());
        return all;
    }

    private static void put(
            Map<String, HostPort> all, String property, @Nullable HostPort address) {
        if (address != null) {
            all.put(property, address);
        }
    }
}
