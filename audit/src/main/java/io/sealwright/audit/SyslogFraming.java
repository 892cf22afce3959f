package io.sealwright.audit;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Syslog messages of severity {@code info}. The time is that of sending; the line has its own. */
final class SyslogFraming {

    private static final DateTimeFormatter RFC_5424 =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);
    private static final int MAX_HOST = 255;

    private final AuditSyslogSettings settings;
    private final InstantSource clock;
    private final String host;
    private final long process = ProcessHandle.current().pid();

    SyslogFraming(AuditSyslogSettings settings, AuditLogSettings log) {
        this.settings = settings;
        this.clock = log.clock();
        this.host = printable(log.node());
    }

    private static String printable(String node) {
        String text = node.replaceAll("[^!-~]", "_");
        return text.isEmpty() ? "-" : text.substring(0, Math.min(text.length(), MAX_HOST));
    }

    /** One message: for datagrams. */
    LineFraming rfc5424() {
        return line -> join(header5424(), line, "");
    }

    /** With its length before it, as RFC 6587 has it for TCP: a line may hold anything. */
    LineFraming counted() {
        return line -> {
            byte[] message = join(header5424(), line, "");
            return join(message.length + " ", message, "");
        };
    }

    /** As {@code syslog(3)} writes to the local daemon, which may not read RFC 5424. */
    LineFraming local() {
        boolean stream = settings.endpoint().stream();
        return line -> join(headerLocal(), line, stream ? "\n" : "");
    }

    private String header5424() {
        return "<"
                + settings.facility().priority()
                + ">1 "
                + RFC_5424.format(clock.instant())
                + " "
                + host
                + " "
                + settings.tag()
                + " "
                + process
                + " audit - ";
    }

    private String headerLocal() {
        return "<"
                + settings.facility().priority()
                + ">"
                + LOCAL.withZone(ZoneId.systemDefault()).format(clock.instant())
                + " "
                + settings.tag()
                + "["
                + process
                + "]: ";
    }

    private static byte[] join(String before, byte[] line, String after) {
        byte[] head = before.getBytes(StandardCharsets.US_ASCII);
        byte[] tail = after.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + line.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(line, 0, all, head.length, line.length);
        System.arraycopy(tail, 0, all, head.length + line.length, tail.length);
        return all;
    }
}
