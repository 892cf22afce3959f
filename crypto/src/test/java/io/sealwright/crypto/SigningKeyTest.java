package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    /** RFC 8032, 7.1, tests 1 to 3: seed, public key, message, signature. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    })
    void rfc8032Vectors(String seed, String publicKey, String message, String signature) {
        try (SigningKey key = SigningKey.adopt(Vectors.hex(seed))) {
            assertThat(key.publicKey()).isEqualTo(Vectors.hex(publicKey));
            assertThat(key.sign(Vectors.hex(message))).isEqualTo(Vectors.hex(signature));
            assertThat(
                            SigningKey.verify(
                                    key.publicKey(), Vectors.hex(message), Vectors.hex(signature)))
                    .isTrue();
        }
    }

    @Test
    void encodedKeyComesBackAndIsPlainPkcs8() throws Exception {
        try (SigningKey key = SigningKey.generate(new SeededRandom(1));
                SecretBytes pkcs8 = key.encode();
                SigningKey decoded = SigningKey.decode(pkcs8)) {
            assertThat(decoded.publicKey()).isEqualTo(key.publicKey());
            assertThat(decoded.sign(new byte[] {1})).isEqualTo(key.sign(new byte[] {1}));
            byte[] der = pkcs8.expose(SecretAccess.insecure());
            assertThat(
                            KeyFactory.getInstance("Ed25519")
                                    .generatePrivate(new PKCS8EncodedKeySpec(der))
                                    .getEncoded())
                    .isEqualTo(der);
        }
    }

    @Test
    void publicKeyReadsBackFromEveryForm() {
        try (SigningKey key = SigningKey.generate(new SeededRandom(2))) {
            byte[] raw = key.publicKey();
            assertThat(SigningKey.parsePublicKey(key.publicKeyPem())).isEqualTo(raw);
            assertThat(SigningKey.parsePublicKey(key.publicKeyBase64() + "\n")).isEqualTo(raw);
            assertThat(SigningKey.parsePublicKey(Base64.getEncoder().encodeToString(raw)))
                    .isEqualTo(raw);
            assertThat(key.publicKeyPem())
                    .isEqualTo(
                            "-----BEGIN PUBLIC KEY-----\n"
                                    + key.publicKeyBase64()
                                    + "\n-----END PUBLIC KEY-----\n");
            assertThat(key).hasToString("SigningKey[" + key.publicKeyBase64() + "]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAA",
                "not base64 at all!",
                "MCowBQYDK2VuAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void refusesOtherPublicKeys(String text) {
        assertThatThrownBy(() -> SigningKey.parsePublicKey(text))
                .isInstanceOf(FormatException.class);
    }

    @Test
    void refusesOtherPrivateKeys() {
        try (SecretBytes tooShort = SecretBytes.adopt(new byte[47]);
                SecretBytes zeros = SecretBytes.adopt(new byte[48])) {
            assertThatThrownBy(() -> SigningKey.decode(tooShort))
                    .isInstanceOf(FormatException.class);
            assertThatThrownBy(() -> SigningKey.decode(zeros)).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void otherMessagesKeysAndMalformedSignaturesDoNotVerify() {
        byte[] message = Vectors.ascii("head");
        try (SigningKey key = SigningKey.generate(new SeededRandom(3));
                SigningKey other = SigningKey.generate(new SeededRandom(4))) {
            byte[] signature = key.sign(message);
            assertThat(signature).hasSize(SigningKey.SIGNATURE_LENGTH);
            assertThat(SigningKey.verify(key.publicKey(), message, signature)).isTrue();
            assertThat(SigningKey.verify(other.publicKey(), message, signature)).isFalse();
            assertThat(SigningKey.verify(key.publicKey(), Vectors.ascii("tail"), signature))
                    .isFalse();
            assertThat(SigningKey.verify(key.publicKey(), message, new byte[0])).isFalse();
            assertThat(SigningKey.verify(new byte[31], message, signature)).isFalse();
            byte[] offTheCurve = new byte[32];
            offTheCurve[0] = 2;
            assertThat(SigningKey.verify(offTheCurve, message, signature)).isFalse();
        }
    }

    @Test
    void closedKeyDoesNotSign() {
        SigningKey key = SigningKey.generate(new SeededRandom(5));
        key.close();
        assertThatIllegalStateException().isThrownBy(() -> key.sign(new byte[0]));
        assertThatIllegalStateException().isThrownBy(key::encode);
        assertThat(key.publicKey()).hasSize(32);
    }
}
