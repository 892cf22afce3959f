package io.sealwright.audit;

import java.time.Instant;
import java.time.LocalDate;

/** Times as the peer writes them: UTC, up to nine decimals, no trailing zeros. */
final class Rfc3339 {

    private Rfc3339() {}

    static String text(Instant time) {
        return append(new StringBuilder(30), time, true).toString();
    }

    static String seconds(Instant time) {
        return append(new StringBuilder(20), time, false).toString();
    }

    private static StringBuilder append(StringBuilder out, Instant time, boolean fraction) {
        long second = time.getEpochSecond();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, 86_400L));
        int ofDay = (int) Math.floorMod(second, 86_400L);
        four(out, date.getYear()).append('-');
        two(out, date.getMonthValue()).append('-');
        two(out, date.getDayOfMonth()).append('T');
        two(out, ofDay / 3600).append(':');
        two(out, ofDay / 60 % 60).append(':');
        two(out, ofDay % 60);
        if (fraction && time.getNano() > 0) {
            nanos(out, time.getNano());
        }
        return out.append('Z');
    }

    private static StringBuilder four(StringBuilder out, int value) {
        if (value < 0 || value > 9999) {
            throw new IllegalArgumentException("year out of range");
        }
        two(out, value / 100);
        return two(out, value % 100);
    }

    private static StringBuilder two(StringBuilder out, int value) {
        return out.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    private static void nanos(StringBuilder out, int nanos) {
        out.append('.');
        int rest = nanos;
        for (int unit = 100_000_000; rest > 0; unit /= 10) {
            out.append((char) ('0' + rest / unit));
            rest %= unit;
        }
    }
}
