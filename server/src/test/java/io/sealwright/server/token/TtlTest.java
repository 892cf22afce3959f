package io.sealwright.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.MountConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TtlTest {
    private static final Instant ISSUED = Instant.parse("2026-01-02T03:04:05.9Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    # increment | usual | period | explicit max | age | ttl | warning: each as seen at the peer with 768h/768h
                    0s | 0s | 0s | 0s | 0s | 768h | -
                    0s | 1h | 0s | 0s | 0s | 1h | -
                    0s | 9000h | 0s | 0s | 0s | 768h | TTL of "9000h" exceeded the effective max_ttl of "768h"; TTL value is capped accordingly
                    0s | 0s | 0s | 90m | 0s | 90m | TTL of "768h" exceeded the effective max_ttl of "1h30m"; TTL value is capped accordingly
                    0s | 2h | 0s | 90m | 0s | 90m | TTL of "2h" exceeded the effective max_ttl of "1h30m"; TTL value is capped accordingly
                    0s | 9000h | 0s | 10000h | 0s | 768h | TTL of "9000h" exceeded the effective max_ttl of "768h"; TTL value is capped accordingly
                    0s | 0s | 9000h | 0s | 0s | 768h | period of "9000h" exceeded the effective max_ttl of "768h"; period value is capped accordingly
                    0s | 0s | 90h | 0s | 0s | 90h | -
                    0s | 10m | 1h | 0s | 0s | 1h | -
                    5h | 1h | 1h | 0s | 1000h | 1h | -
                    0s | 0s | 1h | 30m | 0s | 30m | period of "1h" exceeded the effective max_ttl of "30m"; period value is capped accordingly
                    0s | 1h | 1h | 2h | 90m | 30m | TTL of "1h" exceeded the effective max_ttl of "30m"; TTL value is capped accordingly
                    9000h | 1h | 0s | 0s | 1s | 2764799s | TTL of "9000h" exceeded the effective max_ttl of "767h59m59s"; TTL value is capped accordingly
                    20h | 5h | 0s | 10h | 1s | 35999s | TTL of "20h" exceeded the effective max_ttl of "9h59m59s"; TTL value is capped accordingly
                    0s | 1h | 0s | 0s | 5h | 1h | -
                    """)
    void followsThePeersRules(
            String increment,
            String usual,
            String period,
            String max,
            String age,
            String ttl,
            String warning) {
        Ttl.Wish wish =
                new Ttl.Wish(
                        Durations.parse(increment),
                        Durations.parse(usual),
                        Durations.parse(period),
                        Durations.parse(max));

        Ttl found = Ttl.of(wish, LeaseLimits.VAULT, ISSUED, ISSUED.plus(Durations.parse(age)));

        assertThat(found.ttl()).isEqualTo(Durations.parse(ttl));
        assertThat(found.warnings()).isEqualTo(warning == null ? List.of() : List.of(warning));
    }

    @Test
    void isRefusedOnceTheMaximumHasPassed() {
        Ttl.Wish wish =
                new Ttl.Wish(
                        Duration.ZERO, Duration.ofHours(1), Duration.ZERO, Duration.ofHours(2));
        Instant late = ISSUED.plus(Duration.ofHours(2));

        assertThatThrownBy(() -> Ttl.of(wish, LeaseLimits.VAULT, ISSUED, late))
                .hasMessageContaining("past the max TTL");
    }

    @Test
    void neverGivesMoreThanTheMaximumWhateverIsAsked() {
        for (long hours = 1; hours < 2_000; hours += 7) {
            Duration asked = Duration.ofHours(hours);
            Ttl.Wish wish = new Ttl.Wish(asked, asked, Duration.ZERO, Duration.ofHours(100));
            assertThat(Ttl.of(wish, LeaseLimits.VAULT, ISSUED, ISSUED).ttl())
                    .isLessThanOrEqualTo(Duration.ofHours(100));
        }
    }

    @Test
    void aMountsTuningTakesThePlaceOfTheSystemsLimits() {
        MountConfig tuned =
                new MountConfig(60, 120, false, "", "", List.of(), List.of(), List.of(), List.of());
        LeaseLimits limits = LeaseLimits.VAULT.tuned(tuned);
        Ttl.Wish nothing = new Ttl.Wish(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        Ttl.Wish much =
                new Ttl.Wish(Duration.ZERO, Duration.ofHours(1), Duration.ZERO, Duration.ZERO);

        assertThat(Ttl.of(nothing, limits, ISSUED, ISSUED).ttl()).hasSeconds(60);
        assertThat(Ttl.of(much, limits, ISSUED, ISSUED).ttl()).hasSeconds(120);
        assertThat(LeaseLimits.VAULT.tuned(MountConfig.NONE)).isEqualTo(LeaseLimits.VAULT);
    }

    @Test
    void aLowerMaximumOfAMountAlsoLowersTheDefault() {
        MountConfig tuned =
                new MountConfig(0, 120, false, "", "", List.of(), List.of(), List.of(), List.of());

        assertThat(LeaseLimits.VAULT.tuned(tuned).defaultTtl()).hasSeconds(120);
    }
}
