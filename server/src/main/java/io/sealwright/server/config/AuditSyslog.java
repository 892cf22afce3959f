package io.sealwright.server.config;

import io.sealwright.audit.AuditSyslogSettings;
import io.sealwright.audit.NetworkTimeouts;
import io.sealwright.audit.SyslogFacility;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A device that sends lines to a syslog daemon.
 *
 * @param address host:port, or the path of a UNIX socket
 * @param type unixgram, unix, udp or tcp
 * @param tag the program's name in the messages
 */
public record AuditSyslog(
        @DefaultValue(AuditOptions.SYSLOG_SOCKET) String address,
        @DefaultValue("unixgram") String type,
        @DefaultValue("AUTH") String facility,
        @DefaultValue(AuditOptions.SYSLOG_TAG) String tag,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("2s") Duration writeTimeout) {
    public AuditSyslog {
        AuditSettings.checked(
                "syslog",
                () ->
                        new AuditSyslogSettings(
                                "syslog/",
                                AuditOptions.endpoint(type, address),
                                SyslogFacility.of(facility),
                                tag,
                                new NetworkTimeouts(connectTimeout, writeTimeout)));
    }

    public AuditSyslogSettings device(String name) {
        return new AuditSyslogSettings(
                name,
                AuditOptions.endpoint(type, address),
                SyslogFacility.of(facility),
                tag,
                new NetworkTimeouts(connectTimeout, writeTimeout));
    }

    /** As {@code sys/audit} shows it. */
    public Map<String, String> shown() {
        return Map.of("address", address, "socket_type", type, "facility", facility, "tag", tag);
    }
}
