package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Project Wycheproof's vectors through our own classes. */
class WycheproofTest {
    @Test
    void aes256Gcm() {
        List<String[]> rows = Vectors.rows("/wycheproof/aes_256_gcm.csv");
        assertThat(rows).hasSizeGreaterThan(40);
        for (String[] row : rows) {
            byte[] nonce = Vectors.hex(row[3]);
            byte[] aad = Vectors.hex(row[4]);
            byte[] plaintext = Vectors.hex(row[5]);
            byte[] sealed = Vectors.hex(row[3] + row[6] + row[7]);
            try (AesGcm cipher = AesGcm.copyOf(Vectors.hex(row[2]))) {
                if (row[1].equals("valid")) {
                    assertThat(cipher.sealWithNonce(nonce, plaintext, aad))
                            .as("test %s", row[0])
                            .isEqualTo(sealed);
                    assertThat(cipher.open(sealed, aad)).as("test %s", row[0]).isEqualTo(plaintext);
                } else {
                    assertThatThrownBy(() -> cipher.open(sealed, aad))
                            .as("test %s", row[0])
                            .isInstanceOf(OpenFailedException.class);
                }
            }
        }
    }

    @Test
    void hmacSha256() {
        List<String[]> rows = Vectors.rows("/wycheproof/hmac_sha256.csv");
        assertThat(rows).hasSizeGreaterThan(40);
        for (String[] row : rows) {
            try (SecretBytes key = SecretBytes.adopt(Vectors.hex(row[2]))) {
                boolean same =
                        Digests.equal(
                                Digests.hmacSha256(key, Vectors.hex(row[3])), Vectors.hex(row[4]));
                assertThat(same).as("test %s", row[0]).isEqualTo(row[1].equals("valid"));
            }
        }
    }

    @Test
    void hkdfSha256() {
        List<String[]> rows = Vectors.rows("/wycheproof/hkdf_sha256.csv");
        assertThat(rows).hasSizeGreaterThan(40);
        for (String[] row : rows) {
            byte[] output =
                    Digests.hkdfSha256(
                            Vectors.hex(row[1]),
                            Vectors.hex(row[2]),
                            Vectors.hex(row[3]),
                            Integer.parseInt(row[4]));
            assertThat(output).as("test %s", row[0]).isEqualTo(Vectors.hex(row[5]));
        }
    }

    @Test
    void ed25519Verification() {
        List<String[]> rows = Vectors.rows("/wycheproof/ed25519.csv");
        assertThat(rows).hasSizeGreaterThan(100);
        for (String[] row : rows) {
            boolean verified =
                    SigningKey.verify(
                            Vectors.hex(row[2]), Vectors.hex(row[3]), Vectors.hex(row[4]));
            assertThat(verified).as("test %s", row[0]).isEqualTo(row[1].equals("valid"));
        }
    }
}
