package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotpTest {
    /** Appendix B of RFC 6238: the seed is repeated up to the length of the hash. */
    private static SecretBytes seed(Totp.Algorithm algorithm) {
        int length =
                switch (algorithm) {
                    case SHA1 -> 20;
                    case SHA256 -> 32;
                    case SHA512 -> 64;
                };
        return SecretBytes.adopt(ascii("1234567890".repeat(7).substring(0, length)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "59, SHA1, 94287082",
        "59, SHA256, 46119246",
        "59, SHA512, 90693936",
        "1111111109, SHA1, 07081804",
        "1111111109, SHA256, 68084774",
        "1111111109, SHA512, 25091201",
        "1111111111, SHA1, 14050471",
        "1111111111, SHA256, 67062674",
        "1111111111, SHA512, 99943326",
        "1234567890, SHA1, 89005924",
        "1234567890, SHA256, 91819424",
        "1234567890, SHA512, 93441116",
        "2000000000, SHA1, 69279037",
        "2000000000, SHA256, 90698825",
        "2000000000, SHA512, 38618901",
        "20000000000, SHA1, 65353130",
        "20000000000, SHA256, 77737706",
        "20000000000, SHA512, 47863826"
    })
    void vectorsOfRfc6238(long second, Totp.Algorithm algorithm, String code) {
        Totp eight = new Totp(algorithm, 8, 30);
        Totp six = new Totp(algorithm, 6, 30);
        Instant time = Instant.ofEpochSecond(second);

        assertThat(eight.code(seed(algorithm), eight.step(time))).isEqualTo(ascii(code));
        assertThat(eight.match(seed(algorithm), ascii(code), time, 0)).isEqualTo(second / 30);
        assertThat(six.code(seed(algorithm), six.step(time))).isEqualTo(ascii(code.substring(2)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aCodeIsTakenWithinTheSkewAndNowhereElse(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[20];
        random.nextBytes(bytes);
        SecretBytes key = SecretBytes.adopt(bytes);
        Totp totp = new Totp(Totp.Algorithm.SHA256, 8, 1 + random.nextInt(100));
        Instant time = Instant.ofEpochSecond(1_000_000_000L + random.nextInt(1_000_000_000));
        int skew = random.nextInt(2);
        long now = totp.step(time);

        for (long step = now - 4; step <= now + 4; step++) {
            boolean near = Math.abs(step - now) <= skew;
            assertThat(totp.match(key, totp.code(key, step), time, skew))
                    .as("seed %s, step %s of %s", seed, step, now)
                    .isEqualTo(near ? step : Totp.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "9428708", "942870820", "94287082 ", "９4287082"})
    void whatIsNoCodeIsNone(String text) {
        Totp totp = new Totp(Totp.Algorithm.SHA1, 8, 30);

        assertThat(
                        totp.match(
                                seed(Totp.Algorithm.SHA1),
                                text.getBytes(StandardCharsets.UTF_8),
                                Instant.ofEpochSecond(59),
                                1))
                .isEqualTo(Totp.NONE);
    }

    @ParameterizedTest
    @CsvSource({"5, 30", "9, 30", "6, 0", "6, -1"})
    void whatCannotBe(int digits, int period) {
        assertThatThrownBy(() -> new Totp(Totp.Algorithm.SHA1, digits, period))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
