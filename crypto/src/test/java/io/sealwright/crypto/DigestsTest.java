package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DigestsTest {
    @Test
    void sha256OfKnownInputs() {
        assertThat(Digests.sha256Hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        // FIPS 180-4 example.
        assertThat(Digests.sha256Hex(Vectors.ascii("a"), Vectors.ascii("bc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Digests.newSha256().digest()).isEqualTo(Digests.sha256());
    }

    /** RFC 4231, test cases 1, 2 and 6 (a key longer than a block). */
    @Test
    void rfc4231Vectors() {
        hmac(
                filled(0x0b, 20),
                "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        hmac(
                Vectors.ascii("Jefe"),
                "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        hmac(
                filled(0xaa, 131),
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    private static void hmac(byte[] key, String message, String expected) {
        try (SecretBytes secret = SecretBytes.copyOf(key)) {
            assertThat(Digests.hmacSha256(secret, Vectors.ascii(message)))
                    .isEqualTo(Vectors.hex(expected));
        }
    }

    /** RFC 5869, test cases 1 and 3. */
    @Test
    void rfc5869Vectors() {
        byte[] key = filled(0x0b, 22);
        assertThat(
                        Digests.hkdfSha256(
                                key,
                                Vectors.hex("000102030405060708090a0b0c"),
                                Vectors.hex("f0f1f2f3f4f5f6f7f8f9"),
                                42))
                .isEqualTo(
                        Vectors.hex(
                                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
        assertThat(Digests.hkdfSha256(key, new byte[0], new byte[0], 42))
                .isEqualTo(
                        Vectors.hex(
                                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
        assertThat(key).containsOnly(0x0b);
    }

    private static byte[] filled(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void equalityOfArrays() {
        assertThat(Digests.equal(new byte[] {1, 2}, new byte[] {1, 2})).isTrue();
        assertThat(Digests.equal(new byte[] {1, 2}, new byte[] {1, 3})).isFalse();
        assertThat(Digests.equal(new byte[] {1, 2}, new byte[] {1})).isFalse();
    }
}
