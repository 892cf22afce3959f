package io.sealwright.server.aws.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** Numbers and times as policies write them. */
final class PolicyNumbers {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(?:\\.[0-9]{1,9})?");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final int NANOS = 9;

    private PolicyNumbers() {}

    /**
     * @throws IllegalArgumentException for what is none, or has too many digits
     */
    static BigDecimal number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("no number");
        }
        return new BigDecimal(text);
    }

    /**
     * Seconds since 1970 of a time in ISO 8601, or in such seconds.
     *
     * @throws IllegalArgumentException for what is none
     */
    static BigDecimal seconds(String text) {
        if (NUMBER.matcher(text).matches()) {
            return number(text);
        }
        try {
            Instant time =
                    DAY.matcher(text).matches()
                            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : OffsetDateTime.parse(text).toInstant();
            return BigDecimal.valueOf(time.getEpochSecond())
                    .add(BigDecimal.valueOf(time.getNano(), NANOS));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no time such as 2026-01-31T12:00:00Z", e);
        }
    }
}
