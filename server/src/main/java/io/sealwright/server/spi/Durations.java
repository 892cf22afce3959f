package io.sealwright.server.spi;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Durations as Vault's clients write them: seconds as a number, or Go's form ({@code 1h30m}, {@code
 * 500ms}), and {@code d} for days.
 */
public final class Durations {
    private static final int MAX_TEXT = 64;
    private static final BigDecimal MAX_SECONDS =
            BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000_000L);

    private Durations() {}

    /**
     * @throws IllegalArgumentException if it is not a duration, is negative, or is longer than 292
     *     years
     */
    public static Duration parse(String text) {
        String trimmed = text.trim();
        if (trimmed.isEmpty() || trimmed.length() > MAX_TEXT) {
            throw new IllegalArgumentException("not a duration");
        }
        BigDecimal seconds = isNumber(trimmed) ? new BigDecimal(trimmed) : sumOfParts(trimmed);
        if (seconds.signum() < 0 || seconds.compareTo(MAX_SECONDS) > 0) {
            throw new IllegalArgumentException("a duration is between 0 and 292 years");
        }
        return Duration.ofNanos(seconds.movePointRight(9).longValue());
    }

    private static boolean isNumber(String text) {
        int start = text.charAt(0) == '-' ? 1 : 0;
        if (start == text.length()) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static BigDecimal sumOfParts(String text) {
        BigDecimal sum = BigDecimal.ZERO;
        int at = 0;
        while (at < text.length()) {
            int unitAt = at;
            while (unitAt < text.length()
                    && (isDigit(text.charAt(unitAt)) || text.charAt(unitAt) == '.')) {
                unitAt++;
            }
            int end = unitAt;
            while (end < text.length() && !isDigit(text.charAt(end)) && text.charAt(end) != '.') {
                end++;
            }
            sum =
                    sum.add(
                            number(text.substring(at, unitAt))
                                    .multiply(unit(text.substring(unitAt, end))));
            at = end;
        }
        return sum;
    }

    private static BigDecimal number(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a duration", e);
        }
    }

    private static BigDecimal unit(String unit) {
        return switch (unit) {
            case "ns" -> new BigDecimal("0.000000001");
            case "us", "µs", "μs" -> new BigDecimal("0.000001");
            case "ms" -> new BigDecimal("0.001");
            case "s" -> BigDecimal.ONE;
            case "m" -> BigDecimal.valueOf(60);
            case "h" -> BigDecimal.valueOf(3_600);
            case "d" -> BigDecimal.valueOf(86_400);
            default -> throw new IllegalArgumentException("unknown unit in a duration");
        };
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * Go's form, as the peer prints durations: {@code 768h0m0s}, {@code 1h30m0s}, {@code 45s},
     * {@code 0s}.
     */
    public static String format(Duration duration) {
        long seconds = duration.toSeconds();
        int nanos = duration.toNanosPart();
        BigDecimal rest =
                BigDecimal.valueOf(seconds % 60)
                        .add(BigDecimal.valueOf(nanos, 9))
                        .stripTrailingZeros();
        StringBuilder text = new StringBuilder();
        if (seconds >= 3_600) {
            text.append(seconds / 3_600).append('h');
        }
        if (seconds >= 60) {
            text.append(seconds % 3_600 / 60).append('m');
        }
        return text.append(rest.toPlainString()).append('s').toString();
    }
}
