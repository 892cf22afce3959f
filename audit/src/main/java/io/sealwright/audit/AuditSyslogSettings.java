package io.sealwright.audit;

import java.util.regex.Pattern;

/**
 * One device that sends each line as a syslog message of severity {@code info}: RFC 5424 over UDP
 * and TCP (RFC 6587, octet counting), and the local form of {@code syslog(3)} to a UNIX socket.
 *
 * @param tag the program's name, 1 to 48 printable ASCII characters without space, colon and
 *     brackets
 */
public record AuditSyslogSettings(
        String name,
        AuditEndpoint endpoint,
        SyslogFacility facility,
        String tag,
        NetworkTimeouts timeouts)
        implements AuditDeviceSettings {

    private static final Pattern TAG = Pattern.compile("[!-9;-Z\\\\^-~]{1,48}");

    public AuditSyslogSettings {
        if (!TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException(
                    "tag must be 1 to 48 printable ASCII characters without space, colon and brackets");
        }
    }

    @Override
    public boolean counts() {
        return endpoint.stream();
    }
}
