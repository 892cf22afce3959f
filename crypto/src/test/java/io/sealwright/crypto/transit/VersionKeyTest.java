package io.sealwright.crypto.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VersionKeyTest {
    private static final byte[] INPUT = "input".getBytes(StandardCharsets.US_ASCII);

    static Stream<KeyType> types() {
        return SomeKeys.types();
    }

    static Stream<KeyType> signingTypes() {
        return SomeKeys.signingTypes();
    }

    @ParameterizedTest
    @MethodSource("types")
    void isWhatItsPartsMake(KeyType type) {
        VersionKey key = SomeKeys.of(type);
        VersionKey loaded = VersionKey.load(type, key.privatePart(), key.publicPart());
        assertThat(loaded.type()).isEqualTo(type);
        assertThat(loaded.privatePart()).isEqualTo(key.privatePart());
        assertThat(loaded.publicPart()).isEqualTo(key.publicPart());
    }

    @ParameterizedTest
    @MethodSource("types")
    void twoKeysHaveNothingInCommon(KeyType type) {
        VersionKey other = VersionKey.generate(type, 40, new SecureRandom());
        assertThat(other.privatePart()).isNotEqualTo(SomeKeys.of(type).privatePart());
        assertThat(other.privatePart())
                .isNotEqualTo(new byte[SomeKeys.of(type).privatePart().length]);
        if (type.signs()) {
            assertThat(other.publicPart()).isNotEqualTo(SomeKeys.of(type).publicPart());
            byte[] signature = SomeKeys.signing(type).sign(INPUT, SignatureOptions.DEFAULT);
            assertThat(((SignatureKey) other).verify(INPUT, signature, SignatureOptions.DEFAULT))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void partsAreCopies(KeyType type) {
        VersionKey key = SomeKeys.of(type);
        byte[] before = key.privatePart();
        Arrays.fill(key.privatePart(), (byte) 0);
        Arrays.fill(key.publicPart(), (byte) 0);
        assertThat(key.privatePart()).isEqualTo(before);
        byte[] lent = before.clone();
        VersionKey loaded = VersionKey.load(type, lent, key.publicPart());
        Arrays.fill(lent, (byte) 0);
        assertThat(loaded.privatePart()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("types")
    void isNotPrinted(KeyType type) {
        VersionKey key = SomeKeys.of(type);
        String hex = HexFormat.of().formatHex(key.privatePart());
        assertThat(key.toString()).hasSizeLessThan(40).doesNotContain(hex.substring(0, 8));
    }

    @ParameterizedTest
    @MethodSource("signingTypes")
    void verifiesWithThePublicPartAlone(KeyType type) {
        SignatureKey key = SomeKeys.signing(type);
        byte[] signature = key.sign(INPUT, SignatureOptions.DEFAULT);
        SignatureKey open = (SignatureKey) VersionKey.load(type, new byte[0], key.publicPart());
        assertThat(open.hasPrivatePart()).isFalse();
        assertThat(open.privatePart()).isEmpty();
        assertThat(open.verify(INPUT, signature, SignatureOptions.DEFAULT)).isTrue();
        assertThat(open.verify(new byte[0], signature, SignatureOptions.DEFAULT)).isFalse();
        assertThatThrownBy(() -> open.sign(INPUT, SignatureOptions.DEFAULT))
                .isInstanceOf(RefusedException.class)
                .hasMessage("requested version for signing does not contain a private part");
    }

    @ParameterizedTest
    @MethodSource("signingTypes")
    void aChangedSignatureIsNotValidAndBreaksNothing(KeyType type) {
        SignatureKey key = SomeKeys.signing(type);
        Seeded random = new Seeded(20260103);
        byte[] signature = key.sign(INPUT, SignatureOptions.DEFAULT);
        for (int i = 0; i < 200; i++) {
            byte[] changed = changed(signature, random);
            try {
                assertThat(key.verify(INPUT, changed, SignatureOptions.DEFAULT))
                        .as("change %s", i)
                        .isEqualTo(Arrays.equals(changed, signature));
            } catch (RefusedException e) {
                assertThat(type.ecdsa()).isTrue();
            }
        }
    }

    private static byte[] changed(byte[] signature, Seeded random) {
        byte[] changed =
                Arrays.copyOf(
                        signature,
                        random.below(4) == 0
                                ? random.below(signature.length + 9)
                                : signature.length);
        if (changed.length > 0) {
            changed[random.below(changed.length)] ^= (byte) (1 + random.below(255));
        }
        return changed;
    }

    @Test
    void keysOfTheWrongLengthAreRefused() {
        for (KeyType type : SomeKeys.aead()) {
            for (int length : new int[] {0, 1, type.length() - 1, type.length() + 1}) {
                assertThatThrownBy(() -> AeadKey.of(type, new byte[length]))
                        .isInstanceOf(RefusedException.class);
            }
        }
        for (int length : new int[] {0, MacKey.MIN_LENGTH - 1, MacKey.MAX_LENGTH + 1}) {
            assertThatThrownBy(() -> MacKey.of(new byte[length]))
                    .isInstanceOf(RefusedException.class);
        }
    }
}
