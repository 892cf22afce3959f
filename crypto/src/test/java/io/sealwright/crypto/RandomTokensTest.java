package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomTokensTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 24, 95, 4096})
    void hasTheAskedLengthAndAlphabet(int length) {
        assertThat(RandomTokens.base62(length, new SeededRandom(length)))
                .hasSize(length)
                .matches("[0-9A-Za-z]+");
        assertThat(RandomTokens.base62Bytes(length, new SeededRandom(length)))
                .isEqualTo(Vectors.ascii(RandomTokens.base62(length, new SeededRandom(length))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4097})
    void refusesOtherLengths(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RandomTokens.base62(length, new SeededRandom(1)));
    }

    @Test
    void everyCharacterIsEquallyLikely() {
        SeededRandom random = new SeededRandom(62);
        int[] counts = new int[128];
        int draws = 62 * 4096;
        for (int i = 0; i < draws / 4096; i++) {
            for (byte c : RandomTokens.base62Bytes(4096, random)) {
                counts[c]++;
            }
        }
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += count == 0 ? 0 : Math.pow(count - 4096, 2) / 4096;
        }
        assertThat(Arrays.stream(counts).filter(count -> count > 0).count()).isEqualTo(62);
        // 61 degrees of freedom: above 110 once in 10,000 seeds; the bias of a plain modulo gives
        // some 1,900.
        assertThat(chiSquare).isLessThan(110);
    }

    @Test
    void bytesThatWouldBiasAreDrawnAgain() {
        SecureRandom highFirst =
                new SecureRandom() {
                    private int call;

                    @Override
                    public void nextBytes(byte[] bytes) {
                        Arrays.fill(bytes, (byte) (call++ == 0 ? 248 : 61));
                    }
                };
        assertThat(RandomTokens.base62(3, highFirst)).isEqualTo("zzz");
    }

    @Test
    void uuidsAreVersionFourAndDifferent() {
        assertThat(RandomTokens.uuid()).isNotEqualTo(RandomTokens.uuid());
        UUID uuid = UUID.fromString(RandomTokens.uuid(new SeededRandom(1)));
        assertThat(uuid.version()).isEqualTo(4);
        assertThat(uuid.variant()).isEqualTo(2);
    }
}
