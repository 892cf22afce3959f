package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaChaPolyTest {
    private static final byte[] KEY =
            Vectors.hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    private static final byte[] AAD = Vectors.hex("50515253c0c1c2c3c4c5c6c7");
    private static final byte[] SUNSCREEN =
            Vectors.ascii(
                    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be"
                            + " it.");

    @Test
    void hChaCha20OfTheDraft() {
        assertThat(
                        HChaCha20.subkey(
                                Vectors.hex(
                                        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
                                Vectors.hex("000000090000004a0000000031415927")))
                .isEqualTo(
                        Vectors.hex(
                                "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"));
    }

    @Test
    void xChaChaOfTheDraft() {
        byte[] nonce = Vectors.hex("404142434445464748494a4b4c4d4e4f5051525354555657");
        byte[] sealed =
                Vectors.hex(
                        "404142434445464748494a4b4c4d4e4f5051525354555657"
                                + "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
                                + "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
                                + "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                                + "21f9664c97637da9768812f615c68b13b52e"
                                + "c0875924c1c7987947deafd8780acf49");
        try (ChaChaPoly cipher = ChaChaPoly.copyOf(KEY, true)) {
            assertThat(cipher.sealWithNonce(nonce, SUNSCREEN, AAD)).isEqualTo(sealed);
            assertThat(cipher.open(sealed, AAD)).isEqualTo(SUNSCREEN);
        }
    }

    @Test
    void chaChaIsBouncyCastles() throws InvalidCipherTextException {
        SeededRandom random = new SeededRandom(20260101);
        for (int length = 0; length < 200; length += 7) {
            byte[] key = random.bytes(32);
            byte[] nonce = random.bytes(12);
            byte[] aad = random.bytes(length % 40);
            byte[] plaintext = random.bytes(length);
            ChaCha20Poly1305 other = new ChaCha20Poly1305();
            other.init(true, new AEADParameters(new KeyParameter(key), 128, nonce, aad));
            byte[] expected = new byte[other.getOutputSize(length)];
            other.doFinal(expected, other.processBytes(plaintext, 0, length, expected, 0));
            try (ChaChaPoly cipher = ChaChaPoly.copyOf(key, false)) {
                assertThat(cipher.sealWithNonce(nonce, plaintext, aad))
                        .startsWith(nonce)
                        .endsWith(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void opensWhatItSealedAndNothingElse(boolean extended) {
        SeededRandom random = new SeededRandom(20260102);
        try (ChaChaPoly cipher = ChaChaPoly.copyOf(KEY, extended)) {
            byte[] sealed = cipher.seal(SUNSCREEN, AAD);
            assertThat(sealed).isNotEqualTo(cipher.seal(SUNSCREEN, AAD));
            assertThat(cipher.open(sealed, AAD)).isEqualTo(SUNSCREEN);
            refused(cipher, sealed, new byte[0]);
            for (int at = 0; at < sealed.length; at++) {
                byte[] changed = sealed.clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                refused(cipher, changed, AAD);
            }
            for (int length = 0; length < sealed.length; length++) {
                refused(cipher, Arrays.copyOf(sealed, length), AAD);
            }
        }
    }

    private static void refused(ChaChaPoly cipher, byte[] sealed, byte[] aad) {
        assertThatThrownBy(() -> cipher.open(sealed, aad)).isInstanceOf(OpenFailedException.class);
    }

    @Test
    void isOfNoUseOnceClosed() {
        ChaChaPoly cipher = ChaChaPoly.copyOf(KEY, true);
        byte[] sealed = cipher.seal(SUNSCREEN, AAD);
        cipher.close();
        cipher.close();
        assertThatThrownBy(() -> cipher.open(sealed, AAD))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.seal(SUNSCREEN, AAD))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void takesKeysAndNoncesOfOneLengthOnly() {
        assertThatThrownBy(() -> ChaChaPoly.copyOf(new byte[16], false))
                .isInstanceOf(IllegalArgumentException.class);
        try (ChaChaPoly cipher = ChaChaPoly.copyOf(KEY, false)) {
            assertThatThrownBy(() -> cipher.sealWithNonce(new byte[24], SUNSCREEN, AAD))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
