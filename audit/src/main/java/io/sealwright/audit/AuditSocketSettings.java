package io.sealwright.audit;

/** One device that sends each line, ended by a line break, to a socket; datagrams hold one line. */
public record AuditSocketSettings(String name, AuditEndpoint endpoint, NetworkTimeouts timeouts)
        implements AuditDeviceSettings {
    @Override
    public boolean counts() {
        return endpoint.stream();
    }
}
