package io.sealwright.server.engine.database;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.springframework.scheduling.support.CronExpression;

/**
 * When something happens, in the five fields of cron: minute, hour, day of month, month, day of
 * week. In UTC, or in the zone that stands in front: {@code CRON_TZ=Europe/Berlin 0 3 * * *}. Where
 * the clocks go forward, what would happen in the missing hour happens after it.
 */
record Cron(CronExpression expression, ZoneId zone) {
    private static final int MAX_LENGTH = 256;
    private static final int FIELDS = 5;

    /**
     * @throws IllegalArgumentException with what is wrong
     */
    static Cron parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("it is longer than " + MAX_LENGTH + " characters");
        }
        String fields = text.strip();
        ZoneId zone = ZoneOffset.UTC;
        if (fields.startsWith("CRON_TZ=") || fields.startsWith("TZ=")) {
            String[] parts = fields.split("\\s+", 2);
            zone = zone(parts[0].substring(parts[0].indexOf('=') + 1));
            fields = parts.length == 2 ? parts[1] : "";
        }
        String[] each = fields.split("\\s+");
        if (each.length != FIELDS) {
            throw new IllegalArgumentException(
                    "it has five fields: minute, hour, day of month, month, day of week");
        }
        if (isGiven(each[2]) && isGiven(each[4])) {
            throw new IllegalArgumentException(
                    "it names a day of the month or one of the week, not both");
        }
        Cron cron = new Cron(expression(String.join(" ", each)), zone);
        cron.next(Instant.EPOCH);
        return cron;
    }

    private static boolean isGiven(String field) {
        return !field.equals("*") && !field.equals("?");
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("its time zone is not known");
        }
    }

    private static CronExpression expression(String fields) {
        try {
            return CronExpression.parse("0 " + fields);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it has a field that cannot be read");
        }
    }

    /**
     * The first time after that.
     *
     * @throws IllegalArgumentException if there is none, such as a 30th of February
     */
    Instant next(Instant after) {
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
