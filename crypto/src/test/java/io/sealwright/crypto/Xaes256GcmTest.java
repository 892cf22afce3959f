package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Xaes256GcmTest {
    private static final byte[] NONCE = Vectors.ascii("ABCDEFGHIJKLMNOPQRSTUVWX");
    private static final byte[] MESSAGE = Vectors.ascii("XAES-256-GCM");
    private static final byte[] NOTHING = {};

    @Test
    void c2spVectorWhereTheTopBitOfTheSubkeyIsClear() {
        assertThat(sealOnce(filled(1), NONCE, MESSAGE, NOTHING))
                .isEqualTo(Vectors.hex("ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"));
    }

    @Test
    void c2spVectorWhereTheTopBitOfTheSubkeyIsSet() {
        assertThat(sealOnce(filled(3), NONCE, MESSAGE, Vectors.ascii("c2sp.org/XAES-256-GCM")))
                .isEqualTo(Vectors.hex("986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"));
    }

    /** The specification's accumulated test of 10,000 random inputs. */
    @Test
    void c2spAccumulatedVectors() {
        SHAKEDigest source = new SHAKEDigest(128);
        SHAKEDigest result = new SHAKEDigest(128);
        for (int i = 0; i < 10_000; i++) {
            byte[] key = read(source, 32);
            byte[] nonce = read(source, 24);
            byte[] plaintext = read(source, read(source, 1)[0] & 0xFF);
            byte[] aad = read(source, read(source, 1)[0] & 0xFF);
            byte[] sealed = sealOnce(key, nonce, plaintext, aad);
            result.update(sealed, 0, sealed.length);
        }
        byte[] digest = new byte[32];
        result.doFinal(digest, 0, digest.length);
        assertThat(digest)
                .isEqualTo(
                        Vectors.hex(
                                "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939"));
    }

    private static byte[] read(SHAKEDigest source, int length) {
        byte[] out = new byte[length];
        source.doOutput(out, 0, length);
        return out;
    }

    // Without the nonce; through the bare cipher, which the accumulated test makes 10,000 of.
    private static byte[] sealOnce(byte[] key, byte[] nonce, byte[] plaintext, byte[] aad) {
        byte[] out = Arrays.copyOf(nonce, nonce.length + plaintext.length + 16);
        XaesCipher cipher = new XaesCipher(key);
        cipher.seal(out, 0, plaintext, aad);
        assertThat(new XaesCipher(key).open(out, 0, aad)).isEqualTo(plaintext);
        return Arrays.copyOfRange(out, nonce.length, out.length);
    }

    private static byte[] filled(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyFlippedBitAndEveryOtherAadIsRefused(long seed) {
        Random random = new Random(seed);
        byte[] plaintext = new byte[random.nextInt(64)];
        random.nextBytes(plaintext);
        byte[] aad = new byte[1 + random.nextInt(32)];
        random.nextBytes(aad);
        try (Xaes256Gcm cipher = Xaes256Gcm.copyOf(filled(7))) {
            byte[] sealed = cipher.seal(plaintext, aad);
            assertThat(sealed).hasSize(plaintext.length + Xaes256Gcm.OVERHEAD);
            assertThat(cipher.open(sealed, aad)).isEqualTo(plaintext);
            for (int bit = 0; bit < sealed.length * 8; bit++) {
                byte[] changed = sealed.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> cipher.open(changed, aad))
                        .isInstanceOf(OpenFailedException.class);
            }
            aad[0] ^= 1;
            assertThatThrownBy(() -> cipher.open(sealed, aad))
                    .isInstanceOf(OpenFailedException.class);
            aad[0] ^= 1;
            for (int length = 0; length < sealed.length; length++) {
                byte[] cut = Arrays.copyOf(sealed, length);
                assertThatThrownBy(() -> cipher.open(cut, aad))
                        .isInstanceOf(OpenFailedException.class);
            }
            assertThat(cipher.open(sealed, aad)).isEqualTo(plaintext);
        }
    }

    @Test
    void headerAndAadDoNotRunIntoEachOther() {
        try (Xaes256Gcm cipher = Xaes256Gcm.copyOf(filled(7))) {
            byte[] sealed = cipher.seal(new byte[] {1, 2}, MESSAGE, NOTHING);
            assertThat(cipher.open(sealed, 2, NOTHING)).isEqualTo(MESSAGE);
            sealed[1] = 3;
            assertThatThrownBy(() -> cipher.open(sealed, 2, NOTHING))
                    .isInstanceOf(OpenFailedException.class);
        }
    }

    @Test
    void sealingTwiceUsesAnotherNonce() {
        try (Xaes256Gcm cipher = Xaes256Gcm.copyOf(filled(7))) {
            assertThat(cipher.seal(MESSAGE, NOTHING)).isNotEqualTo(cipher.seal(MESSAGE, NOTHING));
        }
    }

    @Test
    void refusesKeysOfOtherLengthsAndUseAfterClose() {
        assertThatIllegalArgumentException().isThrownBy(() -> Xaes256Gcm.copyOf(new byte[16]));
        Xaes256Gcm cipher = Xaes256Gcm.copyOf(filled(7));
        byte[] sealed = cipher.seal(MESSAGE, NOTHING);
        cipher.close();
        cipher.close();
        assertThatIllegalStateException().isThrownBy(() -> cipher.seal(MESSAGE, NOTHING));
        assertThatIllegalStateException().isThrownBy(() -> cipher.open(sealed, NOTHING));
        assertThatIllegalStateException().isThrownBy(cipher::exposeKey);
    }
}
