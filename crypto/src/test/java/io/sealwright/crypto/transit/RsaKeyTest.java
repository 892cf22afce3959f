package io.sealwright.crypto.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RsaKeyTest {
    private static final RsaKey KEY = (RsaKey) SomeKeys.of(KeyType.RSA_2048);
    private static final byte[] INPUT = {1, 2, 3};

    private static SignatureOptions options(HashAlgorithm hash, String scheme, int salt) {
        return new SignatureOptions(hash, false, false, scheme, salt, false);
    }

    private static PrivateKey secret() {
        return Objects.requireNonNull(KEY.privateNumbers());
    }

    private static PublicKey open() {
        return KEY.publicNumbers();
    }

    @ParameterizedTest
    @CsvSource({
        "SHA2_256,SHA-256,SHA256withRSA",
        "SHA2_224,SHA-224,SHA224withRSA",
        "SHA2_512,SHA-512,SHA512withRSA",
        "SHA1,SHA-1,SHA1withRSA",
        "SHA3_384,SHA3-384,SHA3-384withRSA"
    })
    void signsAndVerifiesAsTheJdkDoes(HashAlgorithm hash, String name, String pkcs1)
            throws Exception {
        for (int salt : new int[] {0, 1, hash.length(), Pss.longestSalt(2048, hash)}) {
            Signature pss = Signature.getInstance("RSASSA-PSS");
            pss.setParameter(
                    new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), salt, 1));
            byte[] theirs = signed(pss);
            int own = salt == 0 ? SignatureOptions.SALT_AUTO : salt;
            assertThat(KEY.verify(INPUT, theirs, options(hash, "pss", own))).isTrue();
            if (salt != 0) {
                assertThat(verified(pss, KEY.sign(INPUT, options(hash, "pss", salt)))).isTrue();
                assertThat(KEY.verify(INPUT, theirs, options(hash, "pss", salt > 1 ? salt - 1 : 2)))
                        .isFalse();
            }
        }
        Signature plain = Signature.getInstance(pkcs1);
        SignatureOptions ours = options(hash, "pkcs1v15", SignatureOptions.SALT_AUTO);
        assertThat(KEY.sign(INPUT, ours)).isEqualTo(signed(plain));
        assertThat(KEY.verify(INPUT, signed(plain), ours)).isTrue();
    }

    private static byte[] signed(Signature signature) throws Exception {
        signature.initSign(secret());
        signature.update(INPUT);
        return signature.sign();
    }

    private static boolean verified(Signature signature, byte[] bytes) throws Exception {
        signature.initVerify(open());
        signature.update(INPUT);
        return signature.verify(bytes);
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void schemesAndHashesAreKeptApart(HashAlgorithm hash) {
        SignatureOptions pss = options(hash, "pss", SignatureOptions.SALT_AUTO);
        SignatureOptions plain = options(hash, "pkcs1v15", SignatureOptions.SALT_AUTO);
        assertThat(KEY.verify(INPUT, KEY.sign(INPUT, pss), plain)).isFalse();
        assertThat(KEY.verify(INPUT, KEY.sign(INPUT, plain), pss)).isFalse();
        assertThat(KEY.verify(INPUT, KEY.sign(INPUT, options(hash, "", 0)), pss)).isTrue();
    }

    @Test
    void signaturesAreAsLongAsTheModulusAndBelowIt() {
        for (int length : new int[] {0, 1, 255, 257}) {
            assertThat(KEY.verify(INPUT, new byte[length], SignatureOptions.DEFAULT)).isFalse();
        }
        byte[] above = new byte[256];
        Arrays.fill(above, (byte) 0xff);
        assertThat(KEY.verify(INPUT, above, SignatureOptions.DEFAULT)).isFalse();
        byte[] modulus = EcPoints.fixed(KEY.publicNumbers().getModulus(), 256);
        assertThat(KEY.verify(INPUT, modulus, SignatureOptions.DEFAULT)).isFalse();
    }

    @Test
    void aWrongCiphertextIsAlwaysWrongInTheSameWay() {
        Seeded random = new Seeded(20260105);
        byte[] sealed = KEY.encrypt(INPUT);
        assertThat(KEY.decrypt(sealed)).isEqualTo(INPUT);
        Set<String> messages = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            byte[] wrong =
                    i < 30 ? random.bytes(200 + 3 * i) : Arrays.copyOf(sealed, sealed.length);
            wrong[random.below(wrong.length)] ^= (byte) (1 + random.below(255));
            assertThatThrownBy(() -> KEY.decrypt(wrong))
                    .isInstanceOfSatisfying(RefusedException.class, e -> messages.add(e.reason()));
        }
        assertThat(messages)
                .containsExactly(
                        "failed to RSA decrypt the ciphertext: crypto/rsa: decryption error");
    }

    @Test
    void encryptsAsMuchAsThereIsRoomFor() {
        assertThat(KEY.decrypt(KEY.encrypt(new byte[190]))).hasSize(190);
        assertThatThrownBy(() -> KEY.encrypt(new byte[191]))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("message too long");
    }

    @Test
    void numbersMustBelongTogether() {
        RSAPrivateCrtKey key = Objects.requireNonNull(KEY.privateNumbers());
        BigInteger two = BigInteger.TWO;
        BigInteger n = key.getModulus();
        BigInteger e = key.getPublicExponent();
        BigInteger d = key.getPrivateExponent();
        BigInteger p = key.getPrimeP();
        BigInteger q = key.getPrimeQ();
        KeyType type = KeyType.RSA_2048;
        assertThat(RsaKey.of(type, n, e, d, p, q).privatePart()).isEqualTo(KEY.privatePart());
        refused(() -> RsaKey.of(type, n, e, d.add(two), p, q));
        refused(() -> RsaKey.of(type, n, e.add(two), d, p, q));
        refused(() -> RsaKey.of(type, n, e, d, p.add(two), q));
        refused(() -> RsaKey.of(type, n, e, d, n, BigInteger.ONE));
        refused(() -> RsaKey.of(type, n, e, d, n.negate(), BigInteger.ONE.negate()));
        refused(() -> RsaKey.of(type, n, e, d, BigInteger.ZERO, q));
        refused(() -> RsaKey.of(KeyType.RSA_3072, n, e, d, p, q));
        refused(() -> RsaKey.of(type, n, BigInteger.ONE));
        refused(() -> RsaKey.of(type, n, two));
        refused(() -> RsaKey.of(type, n.negate(), e));
    }

    private static void refused(Runnable making) {
        assertThatThrownBy(making::run).isInstanceOf(RefusedException.class);
    }

    @Test
    void saltsHaveABound() {
        for (int salt : new int[] {223, 1_000_000}) {
            assertThatThrownBy(() -> KEY.sign(INPUT, options(HashAlgorithm.SHA2_256, "pss", salt)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("requested salt length " + salt + " is invalid");
        }
    }
}
