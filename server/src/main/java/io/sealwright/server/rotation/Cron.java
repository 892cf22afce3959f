package io.sealwright.server.rotation;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.springframework.scheduling.support.CronExpression;

/**
 * When something happens, in the five fields of cron: minute, hour, day of month, month, day of
 * week; or in six, with seconds in front. Where the clocks go forward, what would happen in the
 * missing hour happens after it; where they go back, what has happened does not happen again.
 * Immutable and thread-safe.
 */
public record Cron(CronExpression expression, ZoneId zone) {
    private static final int MAX_LENGTH = 256;
    private static final int FIELDS = 5;

    /**
     * Five fields in UTC, or in the zone that stands in front of them: {@code CRON_TZ=Europe/Berlin
     * 0 3 * * *}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static Cron parse(String text) {
        requireShort(text);
        String fields = text.strip();
        String zone = "UTC";
        if (fields.startsWith("CRON_TZ=") || fields.startsWith("TZ=")) {
            String[] parts = fields.split("\\s+", 2);
            zone = parts[0].substring(parts[0].indexOf('=') + 1);
            fields = parts.length == 2 ? parts[1] : "";
        }
        if (fields.split("\\s+").length != FIELDS) {
            throw new IllegalArgumentException(
                    "it has five fields: minute, hour, day of month, month, day of week");
        }
        return of(fields, zone);
    }

    /**
     * Five or six fields, in a zone's time.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static Cron of(String text, String zone) {
        requireShort(text);
        String fields = text.strip();
        int length = fields.split("\\s+").length;
        if (length != FIELDS && length != FIELDS + 1) {
            throw new IllegalArgumentException(
                    "it has five fields (minute, hour, day of month, month, day of week), or six with seconds in front, as in \"30 3 * * SUN\"");
        }
        String[] each = (length == FIELDS ? "0 " + fields : fields).split("\\s+");
        if (isGiven(each[3]) && isGiven(each[5])) {
            throw new IllegalArgumentException(
                    "it names a day of the month or one of the week, not both");
        }
        Cron cron = new Cron(expression(String.join(" ", each)), zone(zone));
        cron.next(Instant.EPOCH);
        return cron;
    }

    private static void requireShort(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("it is longer than " + MAX_LENGTH + " characters");
        }
    }

    private static boolean isGiven(String field) {
        return !field.equals("*") && !field.equals("?");
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "its time zone is not known: name one such as UTC or Europe/Berlin");
        }
    }

    private static CronExpression expression(String fields) {
        try {
            return CronExpression.parse(fields);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it has a field that cannot be read");
        }
    }

    /**
     * The first time after that.
     *
     * @throws IllegalArgumentException if there is none, such as a 30th of February
     */
    public Instant next(Instant after) {
        // By the clock on the wall: where that is changed, the library's own steps through a zone
        // depend on where they begin, and may leave the day out.
        LocalDateTime next = expression.next(after.atZone(zone).toLocalDateTime());
        if (next == null) {
            throw new IllegalArgumentException("it never comes");
        }
        ZonedDateTime first = next.atZone(zone);
        return first.toInstant().isAfter(after)
                ? first.toInstant()
                : first.withLaterOffsetAtOverlap().toInstant();
    }
}
