package io.sealwright.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Brings finished lines to a receiver. One thread at a time; every call is bounded in time. */
sealed interface LineTransport permits StreamTransport, DatagramTransport, HttpTransport {

    /** Bytes of the lines of one {@link #send}, unless a single line is longer. */
    int BATCH_BYTES = 1 << 20;

    /** Connects, where there is something to connect to. */
    void open() throws IOException;

    /**
     * Sends whole lines, without line breaks. Afterwards all of them are accepted; after an
     * exception any of them may have arrived, so that they are sent again.
     */
    void send(List<byte[]> lines) throws IOException;

    /** Gives up the connection; {@link #open} makes a new one. */
    void close();

    /** A longer line can never be sent. */
    default int maxLineBytes() {
        return Integer.MAX_VALUE;
    }

    default int batchLines() {
        return Integer.MAX_VALUE;
    }

    default int batchBytes() {
        return BATCH_BYTES;
    }

    /** How long lines are collected before they are sent. */
    default Duration batchWait() {
        return Duration.ZERO;
    }

    static LineTransport of(AuditSocketSettings settings) {
        return over(settings.endpoint(), settings.timeouts(), LineFraming.PLAIN);
    }

    static LineTransport of(AuditSyslogSettings settings, AuditLogSettings log) {
        LineFraming framing =
                switch (settings.endpoint()) {
                    case AuditEndpoint.Tcp _ -> new SyslogFraming(settings, log).counted();
                    case AuditEndpoint.Udp _ -> new SyslogFraming(settings, log).rfc5424();
                    case AuditEndpoint.UnixStream _, AuditEndpoint.UnixDatagram _ ->
                            new SyslogFraming(settings, log).local();
                };
        return over(settings.endpoint(), settings.timeouts(), framing);
    }

    private static LineTransport over(
            AuditEndpoint endpoint, NetworkTimeouts timeouts, LineFraming framing) {
        return endpoint.stream()
                ? new StreamTransport(endpoint, timeouts, framing)
                : new DatagramTransport(endpoint, timeouts, framing);
    }
}
