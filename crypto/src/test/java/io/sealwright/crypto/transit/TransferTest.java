package io.sealwright.crypto.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that leave and come back: PKCS #8, PEM, wrapped. */
class TransferTest {
    private static final RsaKey WRAPPING = (RsaKey) SomeKeys.of(KeyType.RSA_2048);

    static Stream<KeyType> types() {
        return SomeKeys.types();
    }

    static Stream<KeyType> signingTypes() {
        return SomeKeys.signingTypes();
    }

    private static byte[] secret(VersionKey key) {
        return key instanceof SignatureKey signing ? KeyExport.pkcs8(signing) : key.privatePart();
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @MethodSource("types")
    void aKeyComesBackAsItLeft(KeyType type) {
        VersionKey key = SomeKeys.of(type);
        VersionKey back = KeyImport.secret(type, secret(key));
        assertThat(back.privatePart()).isEqualTo(key.privatePart());
        assertThat(back.publicPart()).isEqualTo(key.publicPart());
    }

    @ParameterizedTest
    @MethodSource("signingTypes")
    void aPublicKeyComesBackAsItLeft(KeyType type) {
        SignatureKey key = SomeKeys.signing(type);
        String pem = text(KeyExport.publicKey(key, KeyExport.Format.PEM));
        assertThat(KeyImport.publicKey(type, pem).publicPart()).isEqualTo(key.publicPart());
        assertThat(Base64.getDecoder().decode(KeyExport.publicKey(key, KeyExport.Format.DER)))
                .isEqualTo(key.publicPart());
        assertThat(key.publicPart()).isNotEqualTo(new byte[key.publicPart().length]);
    }

    @ParameterizedTest
    @MethodSource("signingTypes")
    void aPrivateKeyHasThreeForms(KeyType type) {
        SignatureKey key = SomeKeys.signing(type);
        byte[] pkcs8 = KeyExport.pkcs8(key);
        assertThat(Base64.getDecoder().decode(KeyExport.privateKey(key, KeyExport.Format.DER)))
                .isEqualTo(pkcs8);
        String pem = text(KeyExport.privateKey(key, KeyExport.Format.PEM));
        assertThat(pem).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").strip()))
                .isEqualTo(pkcs8);
        assertThat(pem.lines()).allMatch(line -> line.length() <= 64);
        String usual = text(KeyExport.privateKey(key, KeyExport.Format.USUAL));
        assertThat(usual.startsWith("-----BEGIN ")).isEqualTo(type.rsa() || type.ecdsa());
    }

    @ParameterizedTest
    @MethodSource("types")
    void noOtherTypeTakesIt(KeyType type) {
        byte[] secret = secret(SomeKeys.of(type));
        for (KeyType other : KeyType.values()) {
            boolean sameKind =
                    type.aead() && other.aead() && type.length() == other.length()
                            || other == KeyType.HMAC
                                    && secret.length >= MacKey.MIN_LENGTH
                                    && secret.length <= MacKey.MAX_LENGTH;
            if (other != type && !sameKind) {
                assertThatThrownBy(() -> KeyImport.secret(other, secret))
                        .as("%s as %s", type, other)
                        .isInstanceOf(RefusedException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("signingTypes")
    void changedKeysAreRefusedOrKeys(KeyType type) {
        Seeded random = new Seeded(20260106);
        byte[] pkcs8 = KeyExport.pkcs8(SomeKeys.signing(type));
        for (int i = 0; i < 300; i++) {
            byte[] changed =
                    Arrays.copyOf(
                            pkcs8, i % 5 == 0 ? random.below(pkcs8.length + 5) : pkcs8.length);
            if (changed.length > 0) {
                changed[random.below(Math.min(changed.length, 60))] ^=
                        (byte) (1 + random.below(255));
            }
            try {
                assertThat(KeyImport.secret(type, changed).type()).isEqualTo(type);
            } catch (RefusedException e) {
                assertThat(e.reason()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA1", "sha224", "SHA256", "SHA384", "Sha512"})
    void whatIsWrappedForAKeyIsUnwrappedWithIt(String hash) {
        KeyWrap wrap = KeyWrap.with(hash);
        for (KeyType type : SomeKeys.types().toList()) {
            byte[] secret = secret(SomeKeys.of(type));
            byte[] wrapped = wrap.wrap(WRAPPING, secret);
            assertThat(wrap.unwrap(WRAPPING, wrapped)).isEqualTo(secret);
        }
    }

    @Test
    void whatIsWrappedOtherwiseIsRefused() {
        Seeded random = new Seeded(20260107);
        KeyWrap wrap = KeyWrap.with("SHA256");
        byte[] wrapped = wrap.wrap(WRAPPING, random.bytes(32));
        for (int i = 0; i < 60; i++) {
            byte[] changed =
                    i % 3 == 0 ? Arrays.copyOf(wrapped, random.below(320)) : wrapped.clone();
            if (changed.length > 0) {
                changed[random.below(changed.length)] ^= (byte) (1 + random.below(255));
            }
            assertThatThrownBy(() -> wrap.unwrap(WRAPPING, changed))
                    .isInstanceOf(RefusedException.class);
        }
        assertThatThrownBy(() -> KeyWrap.with("SHA1").unwrap(WRAPPING, wrapped))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> KeyWrap.with("MD5")).isInstanceOf(RefusedException.class);
    }

    @Test
    void twoSidesAgreeOnAKey() {
        for (KeyType type : SomeKeys.types().filter(KeyType::ecdsa).toList()) {
            EcKey one = (EcKey) SomeKeys.of(type);
            EcKey other = EcKey.generate(type, new Seeded(1));
            assertThat(one.agree(other, 32)).isEqualTo(other.agree(one, 32));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----END PUBLIC KEY----------BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----"
            })
    void textThatIsNoPublicKey(String pem) {
        for (KeyType type : KeyType.values()) {
            assertThatThrownBy(() -> KeyImport.publicKey(type, pem))
                    .isInstanceOf(RefusedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "-----BEGIN CERTIFICATE REQUEST-----",
                "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----",
                "-----BEGIN CERTIFICATE REQUEST-----END CERTIFICATE REQUEST-----"
            })
    void textThatIsNoCertificateRequest(String template) {
        SignatureKey key = SomeKeys.signing(KeyType.ED25519);
        assertThatThrownBy(() -> CertificateRequest.pem(key, template))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void pointsOffTheCurveAreRefused() {
        EcKey key = (EcKey) SomeKeys.of(KeyType.ECDSA_P256);
        byte[] spki = key.publicPart();
        spki[spki.length - 1] ^= 1;
        assertThatThrownBy(() -> VersionKey.load(KeyType.ECDSA_P256, new byte[0], spki))
                .isInstanceOf(RefusedException.class);
        for (long scalar : new long[] {0, -1}) {
            assertThatThrownBy(() -> EcKey.ofScalar(KeyType.ECDSA_P256, BigInteger.valueOf(scalar)))
                    .isInstanceOf(RefusedException.class);
        }
    }
}
