package io.sealwright.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of AWS's user guide, and schedules by a seed against what they say. */
class AwsScheduleTest {
    private static final byte[] UID = new byte[16];

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A Wednesday.
                "rate(1 day)|2026-07-15T10:00:00Z|2026-07-16T00:00:00Z",
                "rate(10 days)|2026-07-15T10:00:00Z|2026-07-25T00:00:00Z",
                "rate(4 hours)|2026-07-15T10:00:00Z|2026-07-15T12:00:00Z",
                "rate(12 hours)|2026-07-15T12:00:00Z|2026-07-16T00:00:00Z",
                // Every 8 hours, from 8 on.
                "cron(0 8/8 * * ? *)|2026-07-15T10:00:00Z|2026-07-15T16:00:00Z",
                "cron(0 8/8 * * ? *)|2026-07-15T16:00:00Z|2026-07-16T08:00:00Z",
                "cron(0 2/10 * * ? *)|2026-07-15T03:00:00Z|2026-07-15T12:00:00Z",
                // Every day at 10.
                "cron(0 10 * * ? *)|2026-07-15T10:00:00Z|2026-07-16T10:00:00Z",
                // Every Saturday at 18.
                "cron(0 18 ? * SAT *)|2026-07-15T10:00:00Z|2026-07-18T18:00:00Z",
                // Every Monday to Friday at 18.
                "cron(0 18 ? * MON-FRI *)|2026-07-17T18:00:00Z|2026-07-20T18:00:00Z",
                "cron(0 18 ? * 2-6 *)|2026-07-17T18:00:00Z|2026-07-20T18:00:00Z",
                // The first day of the month; every three months.
                "cron(0 8 1 * ? *)|2026-07-15T10:00:00Z|2026-08-01T08:00:00Z",
                "cron(0 8 1 */3 ? *)|2026-07-15T10:00:00Z|2026-10-01T08:00:00Z",
                "cron(0 1 1 JAN,APR,JUL,OCT ? *)|2026-07-15T10:00:00Z|2026-10-01T01:00:00Z",
                // The 1st and the 15th at 16.
                "cron(0 16 1,15 * ? *)|2026-07-15T10:00:00Z|2026-07-15T16:00:00Z",
                // The last day of the month at 17; the last Friday; the first Sunday.
                "cron(0 17 L * ? *)|2026-07-15T10:00:00Z|2026-07-31T17:00:00Z",
                "cron(0 17 ? * 6L *)|2026-07-15T10:00:00Z|2026-07-31T17:00:00Z",
                "cron(0 0 ? * SUN#1 *)|2026-07-15T10:00:00Z|2026-08-02T00:00:00Z",
                "cron(0 0 ? * 1#1 *)|2026-07-15T10:00:00Z|2026-08-02T00:00:00Z",
                // L alone is the seventh day.
                "cron(0 0 ? * L *)|2026-07-15T10:00:00Z|2026-07-18T00:00:00Z",
                // The working day that is nearest to the 1st of August, a Saturday.
                "cron(0 8 1W * ? *)|2026-07-15T10:00:00Z|2026-08-03T08:00:00Z",
                "cron(0 8 1/7 * ? *)|2026-07-15T10:00:00Z|2026-07-22T08:00:00Z"
            })
    void examples(String text, Instant after, Instant next) {
        assertThat(AwsSchedule.parse(text).next(after)).isEqualTo(next);
        Schedule schedule = new Schedule(0, "", "UTC", 0, 0, text);
        schedule.check();
        assertThat(schedule.next(after, UID)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rate()",
                "rate(0 days)",
                "rate(3 hours)",
                "rate(10 minutes)",
                "rate(-1 days)",
                "rate(1000 days)",
                "cron(0 8 * * ?)",
                "cron(30 8 * * ? *)",
                "cron(0 8 * * ? 2026)",
                "cron(0 8 * * * *)",
                "cron(0 8 ? * ? *)",
                "cron(0 24 * * ? *)",
                "cron(0 * * * ? *)",
                "cron(0 0/3 * * ? *)",
                "cron(0 2,22 * * ? *) ",
                "cron(0 1,23 * * ? *)",
                "cron(0 8 ? * 0 *)",
                "cron(0 8 ? * 8 *)",
                "cron(0 8 ? * SUN#6 *)",
                "cron(0 8 ? * FRI-MON *)",
                "cron(0 8 32 * ? *)",
                "cron(0 8 30 FEB ? *)",
                "cron(0 8-1 * * ? *)",
                "cron(0 99999999999 * * ? *)",
                "cron(0 8/0 * * ? *)"
            })
    void whatAwsRefuses(String text) {
        assertThatThrownBy(() -> AwsSchedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "rate(10 days), 24, 24",
        "rate(6 hours), 1, 6",
        "cron(0 16 1 * ? *), 8, 8",
        "cron(0 8/8 * * ? *), 1, 8",
        "cron(0 20 * * ? *), 4, 4"
    })
    void windows(String text, int usual, int most) {
        Schedule schedule = new Schedule(0, "", "UTC", 0, 0, text);
        assertThat(schedule.openSeconds()).isEqualTo(usual * 3_600L);
        schedule.withWindow(most * 3_600L).check();
        assertThatThrownBy(() -> schedule.withWindow((most + 1) * 3_600L).check())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window");
    }

    @Test
    void notBesidesAnother() {
        assertThatThrownBy(() -> new Schedule(60, "", "UTC", 0, 0, "rate(1 day)").check())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Schedule(0, "0 0 * * *", "UTC", 0, 0, "rate(1 day)").check())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "43200||UTC|rate(12 hours)",
                "90||UTC|''",
                "3600||UTC|''",
                "0|0 3 * * SUN|UTC|cron(0 3 ? * SUN *)",
                "0|0 3 * * 0|UTC|cron(0 3 ? * SUN *)",
                "0|0 0 4 1 * ?|UTC|cron(0 4 1 * ? *)",
                "0|0 3 * * 1-5|UTC|cron(0 3 ? * MON-FRI *)",
                "0|0 3 * * 5#2|UTC|cron(0 3 ? * FRI#2 *)",
                "0|30 3 * * *|UTC|''",
                "0|0 * * * *|UTC|''",
                "0|0 3 * * *|Europe/Berlin|''"
            })
    void whatKvHasSetInTheseWords(long period, String cron, String zone, String text) {
        Schedule schedule = new Schedule(period, cron == null ? "" : cron, zone, 0, 0);
        schedule.check();
        assertThat(AwsSchedule.of(schedule)).isEqualTo(text);
        if (!text.isEmpty() && period == 0) {
            Instant now = Instant.parse("2026-07-15T10:00:00Z");
            assertThat(AwsSchedule.parse(text).next(now)).isEqualTo(schedule.next(now, UID));
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    /** Some hours on some days of the week: the next time is found by looking at every hour. */
    @ParameterizedTest
    @MethodSource("seeds")
    void byLookingAtEveryHour(long seed) {
        Random random = new Random(seed);
        TreeSet<Integer> hours = new TreeSet<>(List.of(random.nextInt(4)));
        while (hours.last() + 8 < 24 && random.nextInt(3) > 0) {
            hours.add(hours.last() + 4 + random.nextInt(4));
        }
        TreeSet<Integer> days = new TreeSet<>(List.of(1 + random.nextInt(7)));
        while (random.nextInt(3) > 0) {
            days.add(1 + random.nextInt(7));
        }
        AwsSchedule schedule =
                AwsSchedule.parse(
                        "cron(0 " + list(hours, random) + " ? * " + list(days, random) + " *)");
        Instant after =
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(400 * 86_400));
        Instant next = after.truncatedTo(java.time.temporal.ChronoUnit.HOURS);
        do {
            next = next.plus(Duration.ofHours(1));
        } while (!isAt(next.atZone(ZoneOffset.UTC), hours, days));
        assertThat(schedule.next(after)).as("seed " + seed).isEqualTo(next);
    }

    private static String list(TreeSet<Integer> numbers, Random random) {
        List<String> texts = new ArrayList<>(numbers.stream().map(String::valueOf).toList());
        Collections.shuffle(texts, random);
        return String.join(",", texts);
    }

    private static boolean isAt(ZonedDateTime time, TreeSet<Integer> hours, TreeSet<Integer> days) {
        DayOfWeek day = time.getDayOfWeek();
        return hours.contains(time.getHour()) && days.contains(day.getValue() % 7 + 1);
    }
}
