package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesGcmTest {
    private static final byte[] VALUE = Vectors.ascii("value");
    private static final byte[] AAD = Vectors.ascii("place");

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void opensWhatItSealedAndNothingElse(int keyLength) {
        try (AesGcm cipher = AesGcm.copyOf(new SeededRandom(1).bytes(keyLength));
                AesGcm other = AesGcm.copyOf(new SeededRandom(2).bytes(keyLength))) {
            byte[] sealed = cipher.seal(VALUE, AAD);
            assertThat(sealed)
                    .hasSize(VALUE.length + AesGcm.OVERHEAD)
                    .isNotEqualTo(cipher.seal(VALUE, AAD));
            assertThat(cipher.open(sealed, AAD)).isEqualTo(VALUE);
            assertThatThrownBy(() -> other.open(sealed, AAD))
                    .isInstanceOf(OpenFailedException.class);
            assertThatThrownBy(() -> cipher.open(sealed, VALUE))
                    .isInstanceOf(OpenFailedException.class);
            for (int bit = 0; bit < sealed.length * 8; bit++) {
                byte[] changed = sealed.clone();
                changed[bit / 8] ^= (byte) (1 << (bit % 8));
                assertThatThrownBy(() -> cipher.open(changed, AAD))
                        .isInstanceOf(OpenFailedException.class);
            }
            for (int length = 0; length < sealed.length; length++) {
                byte[] cut = Arrays.copyOf(sealed, length);
                assertThatThrownBy(() -> cipher.open(cut, AAD))
                        .isInstanceOf(OpenFailedException.class);
            }
            assertThat(cipher.open(sealed, AAD)).isEqualTo(VALUE);
        }
    }

    @Test
    void refusesOtherLengthsANonceUsedTwiceInARowAndUseAfterClose() {
        assertThatIllegalArgumentException().isThrownBy(() -> AesGcm.copyOf(new byte[31]));
        AesGcm cipher = AesGcm.copyOf(new SeededRandom(1).bytes(32));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cipher.sealWithNonce(new byte[16], VALUE, AAD));
        byte[] sealed = cipher.sealWithNonce(new byte[12], VALUE, AAD);
        assertThatIllegalStateException()
                .isThrownBy(() -> cipher.sealWithNonce(new byte[12], VALUE, AAD));
        assertThat(cipher.open(sealed, AAD)).isEqualTo(VALUE);
        cipher.close();
        cipher.close();
        assertThatIllegalStateException().isThrownBy(() -> cipher.seal(VALUE, AAD));
        assertThatIllegalStateException().isThrownBy(() -> cipher.open(sealed, AAD));
    }

    @Test
    void largeValuesSeal() {
        byte[] large = new SeededRandom(3).bytes(3 * 1024 * 1024 + 7);
        try (AesGcm cipher = AesGcm.copyOf(new SeededRandom(1).bytes(32));
                Xaes256Gcm extended = Xaes256Gcm.copyOf(new SeededRandom(1).bytes(32))) {
            assertThat(cipher.open(cipher.seal(large, AAD), AAD)).isEqualTo(large);
            assertThat(extended.open(extended.seal(large, AAD), AAD)).isEqualTo(large);
        }
    }

    @Test
    void ciphertextsCompareByContentAndDoNotPrintIt() {
        byte[] bytes = {1, 2, 3};
        Ciphertext ciphertext = Ciphertext.copyOf(bytes);
        bytes[0] = 9;
        ciphertext.toByteArray()[1] = 9;
        assertThat(ciphertext.toByteArray()).containsExactly(1, 2, 3);
        assertThat(ciphertext)
                .isEqualTo(Ciphertext.copyOf(new byte[] {1, 2, 3}))
                .hasSameHashCodeAs(Ciphertext.copyOf(new byte[] {1, 2, 3}))
                .isNotEqualTo(Ciphertext.copyOf(new byte[] {1, 2, 4}))
                .isNotEqualTo("Ciphertext[3]")
                .hasToString("Ciphertext[3]");
    }
}
