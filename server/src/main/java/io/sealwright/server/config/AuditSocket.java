package io.sealwright.server.config;

import io.sealwright.audit.AuditSocketSettings;
import io.sealwright.audit.NetworkTimeouts;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A device that sends lines to a socket.
 *
 * @param address host:port, or the path of a UNIX socket
 * @param type tcp, udp, unix or unixgram
 */
public record AuditSocket(
        @DefaultValue("") String address,
        @DefaultValue("tcp") String type,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("2s") Duration writeTimeout) {
    public AuditSocket {
        AuditSettings.checked(
                "socket", () -> device("socket/", address, type, connectTimeout, writeTimeout));
    }

    public AuditSocketSettings device(String name) {
        return device(name, address, type, connectTimeout, writeTimeout);
    }

    private static AuditSocketSettings device(
            String name, String address, String type, Duration connect, Duration write) {
        return new AuditSocketSettings(
                name, AuditOptions.endpoint(type, address), new NetworkTimeouts(connect, write));
    }

    /** As {@code sys/audit} shows it. */
    public Map<String, String> shown() {
        return Map.of("address", address, "socket_type", type);
    }
}
