package io.sealwright.crypto.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AeadKeyTest {
    private static final byte[] NONE = {};
    private static final byte[] CONTEXT = {1, 2, 3};

    static List<KeyType> types() {
        return SomeKeys.aead();
    }

    private static AeadKey key(KeyType type) {
        return (AeadKey) SomeKeys.of(type);
    }

    private static @Nullable Derivation derivation(int kind) {
        return switch (kind) {
            case 0 -> null;
            case 1 -> new Derivation(Kdf.HKDF_SHA256, CONTEXT, false);
            case 2 -> new Derivation(Kdf.HKDF_SHA256, CONTEXT, true);
            default -> new Derivation(Kdf.HMAC_SHA256_COUNTER, CONTEXT, false);
        };
    }

    @ParameterizedTest
    @MethodSource("types")
    void decryptsWhatItEncryptedAndNothingElse(KeyType type) {
        Seeded random = new Seeded(20260104);
        for (int kind = 0; kind < 4; kind++) {
            Derivation derivation = derivation(kind);
            byte[] plaintext = random.bytes(random.below(100));
            byte[] aad = random.bytes(random.below(20));
            byte[] sealed = key(type).encrypt(plaintext, aad, derivation);
            assertThat(key(type).decrypt(sealed, aad, derivation)).isEqualTo(plaintext);
            for (int i = 0; i < sealed.length; i++) {
                byte[] changed = sealed.clone();
                changed[i] ^= (byte) (1 + random.below(255));
                refused(type, changed, aad, derivation, "message authentication failed");
                refused(type, Arrays.copyOf(sealed, i), aad, derivation, "");
            }
            refused(type, sealed, random.bytes(21), derivation, "message authentication failed");
            Derivation other = kind == 0 ? derivation(1) : null;
            refused(type, sealed, aad, other, "message authentication failed");
        }
    }

    private static void refused(
            KeyType type,
            byte[] sealed,
            byte[] aad,
            @Nullable Derivation derivation,
            String message) {
        assertThatThrownBy(() -> key(type).decrypt(sealed, aad, derivation))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @MethodSource("types")
    void equalPlaintextsAreEqualOnlyWhenConvergent(KeyType type) {
        byte[] plaintext = {7, 7, 7};
        for (int kind = 0; kind < 4; kind++) {
            byte[] first = key(type).encrypt(plaintext.clone(), NONE, derivation(kind));
            byte[] second = key(type).encrypt(plaintext.clone(), NONE, derivation(kind));
            assertThat(Arrays.equals(first, second)).isEqualTo(kind == 2);
        }
        byte[] other = key(type).encrypt(new byte[] {7, 7, 8}, NONE, derivation(2));
        byte[] nonce = Arrays.copyOf(key(type).encrypt(plaintext, NONE, derivation(2)), 12);
        assertThat(Arrays.copyOf(other, 12)).isNotEqualTo(nonce);
    }

    @Test
    void derivesAsOpenBaoDoes() {
        byte[] key = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f".repeat(2));
        byte[] hkdf = Kdf.HKDF_SHA256.derive(key, CONTEXT, 64);
        assertThat(hkdf).hasSize(64);
        // What is derived for the key alone begins what is derived for key and nonce.
        assertThat(Kdf.HKDF_SHA256.derive(key, CONTEXT, 32)).isEqualTo(Arrays.copyOf(hkdf, 32));
        assertThat(Kdf.HMAC_SHA256_COUNTER.derive(key, CONTEXT, 16))
                .isEqualTo(Arrays.copyOf(Kdf.HMAC_SHA256_COUNTER.derive(key, CONTEXT, 32), 16));
        assertThatThrownBy(() -> Kdf.HMAC_SHA256_COUNTER.derive(key, CONTEXT, 33))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void aDerivationNeedsAContext() {
        assertThatThrownBy(() -> new Derivation(Kdf.HKDF_SHA256, NONE, false))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("missing 'context' for key derivation");
    }

    @ParameterizedTest
    @MethodSource("types")
    void manyThreadsShareAKey(KeyType type) throws Exception {
        Callable<Integer> work =
                () -> {
                    for (int i = 0; i < 200; i++) {
                        byte[] plaintext = {(byte) i};
                        byte[] sealed = key(type).encrypt(plaintext, NONE, derivation(i % 4));
                        assertThat(key(type).decrypt(sealed, NONE, derivation(i % 4)))
                                .isEqualTo(plaintext);
                    }
                    return 200;
                };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> done : threads.invokeAll(List.of(work, work, work, work))) {
                assertThat(done.get()).isEqualTo(200);
            }
        }
    }
}
