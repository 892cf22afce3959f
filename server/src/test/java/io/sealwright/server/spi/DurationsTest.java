package io.sealwright.server.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "3600, PT1H",
        "1h, PT1H",
        "1h30m, PT1H30M",
        "90m, PT1H30M",
        "500ms, PT0.5S",
        "1.5h, PT1H30M",
        "2d, PT48H",
        "10us, PT0.00001S",
        "' 60 ', PT1M",
        "768h0m0s, PT768H"
    })
    void readsWhatVaultsClientsWrite(String text, String expected) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "1x",
                "h",
                "-",
                "-5",
                "1h-",
                "1.2.3s",
                "1e9",
                "99999999999999999999",
                "9999999999999999h",
                "1h 30m",
                "١s",
                "0x10",
                "1_000"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @Test
    void refusesLongTextsAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse("1".repeat(1_000_000) + "s"));
    }

    @ParameterizedTest
    @CsvSource({
        "PT768H, 768h0m0s",
        "PT1H30M, 1h30m0s",
        "PT45S, 45s",
        "PT0S, 0s",
        "PT1M0.5S, 1m0.5s"
    })
    void printsInGosForm(String duration, String expected) {
        assertThat(Durations.format(Duration.parse(duration))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsPrintedReadsBackTheSame(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            Duration duration = Duration.ofMillis(random.nextLong(0, 10_000_000_000L));
            assertThat(Durations.parse(Durations.format(duration)))
                    .as("seed %d", seed)
                    .isEqualTo(duration);
        }
    }
}
