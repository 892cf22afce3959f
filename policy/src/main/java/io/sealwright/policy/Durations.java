package io.sealwright.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;

/**
 * Durations as Vault writes them: whole seconds, or a sum such as {@code 1h30m}, with {@code d} for
 * a day.
 */
final class Durations {
    /** What Go's 64-bit nanoseconds can hold, as the peer's limit. */
    private static final BigDecimal MOST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private static final BigDecimal SECOND = BigDecimal.valueOf(1_000_000_000L);

    private Durations() {}

    static Optional<Duration> ofSeconds(BigDecimal seconds) {
        return ofNanos(seconds.multiply(SECOND));
    }

    static Optional<Duration> parse(String text) {
        if (text.isEmpty() || text.length() > Hcl.MAX_DIGITS) {
            return Optional.empty();
        }
        if (text.chars().allMatch(Durations::isDigit)) {
            return ofSeconds(new BigDecimal(text));
        }
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < text.length()) {
            int unitAt = skip(text, at, true);
            int end = skip(text, unitAt, false);
            Optional<BigDecimal> part =
                    part(text.substring(at, unitAt), text.substring(unitAt, end));
            if (part.isEmpty()) {
                return Optional.empty();
            }
            nanos = nanos.add(part.get());
            at = end;
        }
        return ofNanos(nanos);
    }

    private static int skip(String text, int from, boolean number) {
        int at = from;
        while (at < text.length()
                && (isDigit(text.charAt(at)) || text.charAt(at) == '.') == number) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static Optional<BigDecimal> part(String number, String unit) {
        long nanos =
                switch (unit) {
                    case "ns" -> 1L;
                    case "us", "µs", "μs" -> 1_000L;
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    case "d" -> 86_400_000_000_000L;
                    default -> 0L;
                };
        if (nanos == 0L) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(number).multiply(BigDecimal.valueOf(nanos)));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> ofNanos(BigDecimal nanos) {
        if (nanos.signum() < 0 || nanos.compareTo(MOST_NANOS) > 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValue()));
    }
}
