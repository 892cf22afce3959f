package io.sealwright.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    private static final Instant NOW = Instant.parse("2026-03-28T10:00:30Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *|2026-03-28T10:01:00Z",
                "0 3 * * *|2026-03-29T03:00:00Z",
                "CRON_TZ=Europe/Berlin 0 3 * * *|2026-03-29T01:00:00Z",
                "TZ=America/New_York 30 10 * * 1-5|2026-03-30T14:30:00Z",
                "CRON_TZ=Europe/Berlin 30 2 * * *|2026-03-29T01:30:00Z",
                "*/15 10 1 */2 *|2026-05-01T10:00:00Z",
                "0 0 * * 7|2026-03-29T00:00:00Z",
                "0 0 * * 0|2026-03-29T00:00:00Z"
            })
    void aScheduleNamesTheNextTime(String cron, String next) {
        assertThat(Cron.parse(cron).next(NOW)).isEqualTo(Instant.parse(next));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The clocks go forward from 01:00Z on.
                "30 2 * * *|2026-03-28T01:30:00Z|2026-03-29T01:30:00Z",
                "30 2 * * *|2026-03-29T00:10:00Z|2026-03-29T01:30:00Z",
                "30 2 * * *|2026-03-29T01:30:00Z|2026-03-30T00:30:00Z",
                "*/20 * * * *|2026-03-29T00:40:00Z|2026-03-29T01:00:00Z",
                // The hour from 00:00Z on is shown again from 01:00Z on.
                "30 2 * * *|2026-10-24T00:30:00Z|2026-10-25T00:30:00Z",
                "30 2 * * *|2026-10-25T00:30:00Z|2026-10-26T01:30:00Z",
                "*/20 * * * *|2026-10-25T01:10:00Z|2026-10-25T01:20:00Z"
            })
    void whenTheClocksChangeItComesOnceADay(String cron, String after, String next) {
        assertThat(Cron.parse("CRON_TZ=Europe/Berlin " + cron).next(Instant.parse(after)))
                .isEqualTo(Instant.parse(next));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "0 * * * * *",
                "61 * * * *",
                "x * * * *",
                "0 0 1 * 1",
                "0 0 30 2 *",
                "TZ=Nowhere/City 0 0 * * *",
                "CRON_TZ=UTC",
                "@daily"
            })
    void whatIsNoScheduleSaysWhy(String cron) {
        assertThatThrownBy(() -> Cron.parse(cron))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/5 * * * * *|UTC|2026-03-28T10:00:35Z",
                "0 30 2 * * *|Europe/Berlin|2026-03-29T01:30:00Z",
                "30 2 * * *|Europe/Berlin|2026-03-29T01:30:00Z"
            })
    void secondsMayStandInFrontWhereTheZoneStandsElsewhere(String cron, String zone, String next) {
        assertThat(Cron.of(cron, zone).next(NOW)).isEqualTo(Instant.parse(next));
    }
}
