package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretCodecTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456789Z");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void whatIsWrittenIsRead(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Secret secret = secret(random);
            Secret read = SecretCodec.INSTANCE.decode(SecretCodec.encode(secret));
            assertThat(read).usingRecursiveComparison().isEqualTo(secret);
        }
    }

    private static Secret secret(Random random) {
        byte[] uid = new byte[16];
        random.nextBytes(uid);
        Secret secret = Secret.created(uid, "abC123", NOW);
        int versions = random.nextInt(5);
        for (int i = 0; i < versions; i++) {
            SecretVersion version =
                    SecretVersion.created(secret.nextNumber(), text(random, 64), NOW, null);
            secret =
                    secret.append(
                            version,
                            random.nextBoolean()
                                    ? List.of(Secret.CURRENT)
                                    : List.of(text(random, 8), Secret.PENDING),
                            NOW);
        }
        return random.nextInt(4) == 0 ? secret : secret.with(about(random), NOW);
    }

    private static SecretAbout about(Random random) {
        SequencedMap<String, String> tags = new LinkedHashMap<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            tags.put(text(random, 20) + i, text(random, 20));
        }
        return new SecretAbout(
                text(random, 40),
                text(random, 40),
                tags,
                random.nextBoolean()
                        ? null
                        : new SecretAbout.Deletion(NOW, NOW.plusSeconds(random.nextInt(1_000_000))),
                random.nextBoolean() ? null : NOW.minusSeconds(random.nextInt(1_000_000)),
                text(random, 40),
                random.nextBoolean()
                        ? List.of()
                        : List.of(
                                new SecretAbout.Replica(
                                        text(random, 9), text(random, 9), NOW, text(random, 9))),
                random.nextBoolean() ? SecretGoogle.NOTHING : google(random));
    }

    private static SecretGoogle google(Random random) {
        SequencedMap<String, Long> aliases = new LinkedHashMap<>();
        int count = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            aliases.put(text(random, 20) + i, random.nextLong(1_000));
        }
        return new SecretGoogle(
                aliases,
                random.nextBoolean() ? null : NOW.plusSeconds(random.nextInt(1_000_000)),
                Duration.ofSeconds(random.nextInt(1_000_000)),
                text(random, 40),
                text(random, 40),
                List.of("first", "t" + text(random, 10)),
                random.nextBoolean()
                        ? null
                        : new SecretGoogle.Rotation(
                                NOW,
                                random.nextBoolean()
                                        ? null
                                        : Duration.ofSeconds(1 + random.nextInt(1_000_000))),
                text(random, 10));
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(random.nextInt(8) == 0 ? 0x1f511 : 'a' + random.nextInt(26));
        }
        return text.toString();
    }

    /** A record of a secret that nobody uses AWS with is what it was before there was any. */
    @Test
    void nothingIsWrittenOfWhatNobodySaid() {
        Secret secret = Secret.created(new byte[16], "abC123", NOW);
        int plain = SecretCodec.encode(secret).length;
        assertThat(SecretCodec.encode(secret.with(SecretAbout.NOTHING, NOW))).hasSize(plain);
        assertThat(SecretCodec.encode(secret.with(SecretAbout.NOTHING.withDescription("x"), NOW)))
                .hasSizeGreaterThan(plain);
    }

    @Test
    void aPendingLabelOnTheCurrentVersionHidesNothing() {
        SecretVersion first = SecretVersion.created(1, "one", NOW, null);
        SecretVersion second = SecretVersion.created(2, "two", NOW, null);
        Secret pending =
                Secret.created(new byte[16], "abC123", NOW)
                        .append(first, NOW)
                        .append(second, List.of(Secret.PENDING), NOW);
        assertThat(pending.isPending(2)).isTrue();
        assertThat(pending.currentNumber()).isEqualTo(1);
        Secret finished = pending.labelled(Secret.CURRENT, 2, NOW);
        assertThat(finished.isPending(2)).isFalse();
        assertThat(finished.stages())
                .containsEntry(Secret.PREVIOUS, 1L)
                .containsEntry(Secret.PENDING, 2L);
    }
}
