package io.sealwright.server.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.SecretAccess;
import io.sealwright.crypto.SecretBytes;
import io.sealwright.crypto.Totp;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TotpSecretTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static TotpSecret secret(int failures, Instant failed) {
        return new TotpSecret(
                new Totp(Totp.Algorithm.SHA256, 8, 60),
                1,
                SecretBytes.adopt(new byte[] {1, 2, 3}),
                77,
                failures,
                failed.toEpochMilli());
    }

    /** What is stored stays readable: a change needs another version. */
    @Test
    void golden() {
        assertThat(HexFormat.of().formatHex(secret(2, Instant.ofEpochMilli(258)).encode()))
                .isEqualTo(
                        "01020801"
                                + "0000003c"
                                + "000000000000004d"
                                + "00000002"
                                + "0000000000000102"
                                + "010203");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void comesBackAsItWasStored(long seed) {
        Random random = new Random(seed);
        byte[] key = new byte[1 + random.nextInt(64)];
        random.nextBytes(key);
        Totp.Algorithm[] algorithms = Totp.Algorithm.values();
        Totp totp =
                new Totp(
                        algorithms[random.nextInt(algorithms.length)],
                        6 + 2 * random.nextInt(2),
                        1 + random.nextInt(86_400));
        TotpSecret stored =
                new TotpSecret(
                        totp,
                        random.nextInt(2),
                        SecretBytes.copyOf(key),
                        random.nextLong(),
                        random.nextInt(),
                        random.nextLong());

        try (TotpSecret found = TotpSecret.decode(stored.encode())) {
            assertThat(found).as("seed %s", seed).isEqualTo(stored);
            assertThat(found.key().expose(SecretAccess.insecure())).isEqualTo(key);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "02020801",
                "010208010000003c000000000000004d000000020000000000000102"
            })
    void whatIsNoneIsRefused(String hex) {
        byte[] stored = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> TotpSecret.decode(stored))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAlgorithmOfTheFutureIsRefused() {
        byte[] stored = secret(0, NOW).encode();
        stored[1] = 9;
        assertThatThrownBy(() -> TotpSecret.decode(stored))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tooManyFailuresLockItForAWhile() {
        TotpSecret failed = secret(4, NOW).failed(NOW.plusSeconds(1));

        assertThat(failed.failures()).isEqualTo(5);
        assertThat(failed.locked(5, NOW.plusSeconds(2))).isTrue();
        assertThat(failed.locked(6, NOW.plusSeconds(2))).isFalse();
        assertThat(failed.secondsLocked(NOW.plusSeconds(2).plusMillis(1))).isEqualTo(899);
        Instant over = NOW.plusSeconds(1).plus(TotpSecret.LOCK);
        assertThat(failed.locked(5, over.minusMillis(1))).isTrue();
        assertThat(failed.locked(5, over)).isFalse();
        assertThat(failed.failed(over).failures()).isEqualTo(1);
    }

    @Test
    void aRightCodeForgetsTheWrongOnes() {
        TotpSecret used = secret(4, NOW).used(90);

        assertThat(used.failures()).isZero();
        assertThat(used.last()).isEqualTo(90);
        assertThat(used.locked(5, NOW)).isFalse();
    }

    @Test
    void oldFailuresCountForNothing() {
        TotpSecret later = secret(4, NOW).failed(NOW.plus(Duration.ofMinutes(15)));

        assertThat(later.failures()).isEqualTo(1);
    }

    @Test
    void showsNothing() {
        assertThat(secret(1, NOW).toString())
                .isEqualTo("TotpSecret[Totp[algorithm=SHA256, digits=8, period=60]]");
    }
}
