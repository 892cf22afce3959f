package io.sealwright.server.engine.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredVersionTest {
    private static StoredVersion some(Random random) {
        List<byte[]> certificates = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            certificates.add(bytes(random));
        }
        return new StoredVersion(
                Instant.ofEpochSecond(random.nextLong(1L << 34), random.nextInt(1_000_000_000)),
                random.nextInt(4),
                bytes(random),
                bytes(random),
                bytes(random),
                certificates);
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void comesBackAsItWas() {
        Random random = new Random(20260201);
        for (int i = 0; i < 2_000; i++) {
            StoredVersion version = some(random);
            StoredVersion back = StoredVersion.decode(version.encode());
            assertThat(back).usingRecursiveComparison().isEqualTo(version);
        }
    }

    /** Stored by nodes that are in use: must never read differently. */
    @Test
    void theFormStays() {
        StoredVersion version =
                new StoredVersion(
                        Instant.parse("2026-01-02T03:04:05.000000006Z"),
                        3,
                        new byte[] {1, 2},
                        new byte[] {3},
                        new byte[0],
                        List.of(new byte[] {4, 5, 6}));
        String form =
                "01"
                        + "00000000695735a5"
                        + "00000006"
                        + "03"
                        + "000000020102"
                        + "0000000103"
                        + "00000000"
                        + "01"
                        + "00000003040506";
        assertThat(HexFormat.of().formatHex(version.encode())).isEqualTo(form);
        assertThat(StoredVersion.decode(HexFormat.of().parseHex(form)))
                .usingRecursiveComparison()
                .isEqualTo(version);
    }

    @Test
    void whatIsCutOrLongerIsNone() {
        Random random = new Random(20260202);
        for (int i = 0; i < 50; i++) {
            byte[] encoded = some(random).encode();
            for (int length = 0; length < encoded.length; length++) {
                unreadable(Arrays.copyOf(encoded, length));
            }
            unreadable(Arrays.copyOf(encoded, encoded.length + 1));
            byte[] next = encoded.clone();
            next[0]++;
            unreadable(next);
        }
    }

    private static void unreadable(byte[] stored) {
        assertThatThrownBy(() -> StoredVersion.decode(stored))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a version of a key that cannot be read");
    }

    @Test
    void nothingIsWrittenOutAndAllCanBeWiped() {
        StoredVersion version = some(new Random(20260203));
        version.wipe();
        assertThat(version.privatePart()).containsOnly(0);
        assertThat(version.macKey()).containsOnly(0);
        assertThat(version.toString()).isEqualTo("StoredVersion[" + version.created() + "]");
    }
}
