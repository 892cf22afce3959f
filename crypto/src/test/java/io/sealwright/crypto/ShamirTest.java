package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShamirTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anySharesAtTheThresholdGiveTheSecretAndFewerDoNot(long seed) {
        SeededRandom random = new SeededRandom(seed);
        int shares = 2 + random.nextInt(254);
        int threshold = 2 + random.nextInt(shares - 1);
        byte[] secret = random.bytes(32);
        List<byte[]> all = new ArrayList<>(Shamir.split(secret, shares, threshold, random));
        assertThat(all).hasSize(shares).allSatisfy(share -> assertThat(share).hasSize(33));
        Collections.shuffle(all, new Random(seed));
        assertThat(Shamir.combine(all.subList(0, threshold))).isEqualTo(secret);
        assertThat(Shamir.combine(all)).isEqualTo(secret);
        if (threshold > 2) {
            assertThat(Shamir.combine(all.subList(0, threshold - 1))).isNotEqualTo(secret);
        }
    }

    @ParameterizedTest
    @CsvSource({"2,2", "3,2", "5,3", "255,2", "255,128", "255,255"})
    void cornerCounts(int shares, int threshold) {
        SeededRandom random = new SeededRandom(threshold * 1000L + shares);
        byte[] secret = random.bytes(32);
        List<byte[]> all = Shamir.split(secret, shares, threshold, random);
        assertThat(Shamir.combine(all.subList(shares - threshold, shares))).isEqualTo(secret);
        Set<Byte> points = new HashSet<>();
        all.forEach(share -> points.add(share[32]));
        assertThat(points).hasSize(shares).doesNotContain((byte) 0);
    }

    @Test
    void everyPairOfFiveSharesOpensATwoOfFiveSplit() {
        SeededRandom random = new SeededRandom(42);
        byte[] secret = random.bytes(32);
        List<byte[]> all = Shamir.split(secret, 5, 2, random);
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                if (i != j) {
                    assertThat(Shamir.combine(List.of(all.get(i), all.get(j)))).isEqualTo(secret);
                }
            }
        }
    }

    @Test
    void sharesOfOpenBaoCombine() {
        List<byte[]> lines =
                Vectors.rows("/openbao-shares.csv").stream()
                        .map(row -> Vectors.hex(row[0]))
                        .toList();
        for (int a = 0; a < 5; a++) {
            for (int b = a + 1; b < 5; b++) {
                assertThat(Shamir.combine(List.of(lines.get(a), lines.get(b))))
                        .isNotEqualTo(lines.get(5));
                for (int c = b + 1; c < 5; c++) {
                    assertThat(Shamir.combine(List.of(lines.get(c), lines.get(a), lines.get(b))))
                            .isEqualTo(lines.get(5));
                }
            }
        }
    }

    @Test
    void oneOfOneIsTheBareKey() {
        byte[] secret = new SeededRandom(1).bytes(32);
        List<byte[]> all = Shamir.split(secret, 1, 1, new SeededRandom(2));
        assertThat(all).hasSize(1);
        assertThat(all.getFirst()).isEqualTo(secret).isNotSameAs(secret);
        assertThat(Shamir.combine(all)).isEqualTo(secret);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-1,1", "1,0", "1,2", "256,2", "2,3", "2,0", "5,1"})
    void refusesImpossibleCounts(int shares, int threshold) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Shamir.split(new byte[32], shares, threshold, new SeededRandom(1)));
    }

    @Test
    void refusesSecretsOfOtherLengths() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shamir.split(new byte[31], 3, 2, new SeededRandom(1)));
    }

    @Test
    void refusesMalformedShares() {
        List<byte[]> all = Shamir.split(new SeededRandom(1).bytes(32), 3, 2, new SeededRandom(2));
        byte[] first = all.getFirst();
        byte[] atZero = all.getLast().clone();
        atZero[32] = 0;
        refused(List.of(), "no shares");
        refused(List.of(first), "a single share has 32 bytes, not 33");
        refused(List.of(new byte[0]), "a single share has 32 bytes, not 0");
        refused(List.of(first, first.clone()), "two shares have the same point");
        refused(List.of(first, new byte[32]), "a share has 33 bytes, not 32");
        refused(List.of(first, new byte[34]), "a share has 33 bytes, not 34");
        refused(List.of(first, atZero), "a share's last byte is not 0");
    }

    private static void refused(List<byte[]> shares, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shamir.combine(shares))
                .withMessage(message);
    }

    @Test
    void fieldArithmeticAgreesWithItsDefinition() {
        // FIPS 197, 4.2 works with the same field: {57} * {83} = {c1}, {57} * {13} = {fe}.
        assertThat(Gf256.multiply(0x57, 0x83)).isEqualTo(0xC1);
        assertThat(Gf256.multiply(0x57, 0x13)).isEqualTo(0xFE);
        for (int a = 0; a < 256; a++) {
            for (int b = 0; b < 256; b++) {
                assertThat(Gf256.multiply(a, b)).isEqualTo(multiplyByDivision(a, b));
            }
        }
        assertThat(Gf256.inverse(0)).isZero();
        for (int a = 1; a < 256; a++) {
            assertThat(Gf256.multiply(a, Gf256.inverse(a))).isEqualTo(1);
            assertThat(Gf256.divide(Gf256.multiply(a, 0x35), a)).isEqualTo(0x35);
        }
    }

    private static int multiplyByDivision(int a, int b) {
        int product = 0;
        for (int bit = 0; bit < 8; bit++) {
            product ^= ((b >> bit) & 1) == 1 ? a << bit : 0;
        }
        for (int bit = 15; bit >= 8; bit--) {
            product ^= ((product >> bit) & 1) == 1 ? 0x11B << (bit - 8) : 0;
        }
        return product;
    }
}
