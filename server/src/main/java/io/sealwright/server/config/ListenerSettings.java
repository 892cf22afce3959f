package io.sealwright.server.config;

import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where the APIs are served. */
public record ListenerSettings(HostPort address, TlsSettings tls, GcpSettings gcp) {
    @ConstructorBinding
    ListenerSettings(
            @DefaultValue("127.0.0.1:8200") String address,
            @DefaultValue TlsSettings tls,
            @DefaultValue GcpSettings gcp) {
        this(Checks.address("sealwright.listener.address", address), tls, gcp);
    }
}
