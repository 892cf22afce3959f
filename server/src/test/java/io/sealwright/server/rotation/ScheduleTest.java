package io.sealwright.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    private static final byte[] UID = new byte[16];

    private static Schedule cron(String cron, String zone) {
        return new Schedule(0, cron, zone, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        // Clocks go forward at 01:00 UTC: what is set for 02:30 comes an hour later on the wall.
        "30 2 * * *, Europe/Berlin, 2026-03-28T12:00:00Z, 2026-03-29T01:30:00Z",
        "30 3 * * *, Europe/Berlin, 2026-03-28T12:00:00Z, 2026-03-29T01:30:00Z",
        // And back at 01:00 UTC: 02:30 is shown twice and comes once.
        "30 2 * * *, Europe/Berlin, 2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z",
        "30 2 * * *, Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
        "0 3 * * SUN, UTC, 2026-01-02T03:04:05Z, 2026-01-04T03:00:00Z",
        "*/5 * * * * *, UTC, 2026-01-02T03:04:05Z, 2026-01-02T03:04:10Z",
        "0 0 29 2 *, UTC, 2026-01-02T03:04:05Z, 2028-02-29T00:00:00Z"
    })
    void cronTimes(String cron, String zone, Instant after, Instant next) {
        assertThat(cron(cron, zone).next(after, UID)).isEqualTo(next);
    }

    @Test
    void periods() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        assertThat(new Schedule(90, "", "UTC", 0, 0).next(now, UID)).isEqualTo(now.plusSeconds(90));
        assertThat(Schedule.NONE.next(now, UID)).isNull();
        assertThat(Schedule.NONE.nextMillis(now, UID)).isZero();
    }

    @Test
    void jitterIsTheSameForTheSameSecretAndTime() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        Schedule schedule = new Schedule(3_600, "", "UTC", 0, 600);
        boolean differs = false;
        Instant first = schedule.next(now, UID);
        for (int i = 0; i < 50; i++) {
            byte[] uid = UID.clone();
            uid[3] = (byte) i;
            Instant next = schedule.next(now, uid);
            assertThat(next).isEqualTo(schedule.next(now, uid));
            assertThat(next).isBetween(now.plusSeconds(3_600), now.plusSeconds(4_200));
            differs |= next != null && !next.equals(first);
        }
        assertThat(differs).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"x", "* * * *", "0 0 31 2 *", "61 * * * *", "0 0 1 * 1"})
    void cronThatCannotBe(String cron) {
        assertThatThrownBy(() -> cron(cron, "UTC").check())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cron");
    }
}
