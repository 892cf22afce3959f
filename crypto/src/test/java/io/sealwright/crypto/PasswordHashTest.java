package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    private static final byte[] PASSWORD = Vectors.ascii("password");
    private static final String SALT_AND_HASH =
            "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @Test
    void hashedPasswordVerifiesAndOthersDoNot() {
        String phc = PasswordHash.hash(PASSWORD, new SeededRandom(1));
        assertThat(phc)
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
                .doesNotContain("=$", "password");
        assertThat(PasswordHash.verify(PASSWORD, phc)).isTrue();
        assertThat(PasswordHash.verify(Vectors.ascii("Password"), phc)).isFalse();
        assertThat(PasswordHash.verify(new byte[0], phc)).isFalse();
        assertThat(PasswordHash.verifyNone(PASSWORD)).isFalse();
        assertThat(PasswordHash.needsRehash(phc)).isFalse();
        assertThat(PasswordHash.hash(PASSWORD, new SeededRandom(2))).isNotEqualTo(phc);
    }

    /** From the test program of the Argon2 reference implementation. */
    @Test
    void referenceHashVerifies() {
        String phc =
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(PasswordHash.verify(PASSWORD, phc)).isTrue();
        assertThat(PasswordHash.needsRehash(phc)).isTrue();
    }

    /**
     * RFC 9106, 5.3; our format has no secret and no associated data, so this one goes to the
     * library itself.
     */
    @Test
    void rfc9106Vector() {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(32)
                        .withIterations(3)
                        .withParallelism(4)
                        .withSalt(repeated(2, 16))
                        .withSecret(repeated(3, 8))
                        .withAdditional(repeated(4, 12))
                        .build());
        byte[] tag = new byte[32];
        generator.generateBytes(repeated(1, 32), tag);
        assertThat(tag)
                .isEqualTo(
                        Vectors.hex(
                                "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"));
    }

    private static byte[] repeated(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$argon2i$v=19$m=64,t=1,p=1" + SALT_AND_HASH,
                "$argon2id$v=16$m=64,t=1,p=1" + SALT_AND_HASH,
                "$argon2id$v=19$m=7,t=1,p=1" + SALT_AND_HASH,
                "$argon2id$v=19$m=64,t=0,p=1" + SALT_AND_HASH,
                "$argon2id$v=19$m=64,t=17,p=1" + SALT_AND_HASH,
                "$argon2id$v=19$m=640,t=1,p=17" + SALT_AND_HASH,
                "$argon2id$v=19$m=64,t=1,p=0" + SALT_AND_HASH,
                "$argon2id$v=19$m=262145,t=1,p=1" + SALT_AND_HASH,
                "$argon2id$v=19$m=99999999999,t=1,p=1" + SALT_AND_HASH,
                "$argon2id$v=19$m=64,t=1,p=1$AAAA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA",
                "$argon2id$v=19$m=64,t=1,p=1$A$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=64,t=1,p=1" + SALT_AND_HASH + "\n",
            })
    void malformedOrExcessiveStringsAreRefused(String phc) {
        assertThatThrownBy(() -> PasswordHash.verify(PASSWORD, phc))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> PasswordHash.needsRehash(phc)).isInstanceOf(FormatException.class);
    }
}
