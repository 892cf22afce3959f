package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-24T12:00:00.123456789Z"));
    private static final byte[] AAD = Vectors.ascii("place");
    private static final byte[] VALUE = Vectors.ascii("value");

    private static RootKey rootKey(long seed) {
        return RootKey.generate(new SeededRandom(seed));
    }

    @Test
    void newKeyringSealsUnderTermOne() {
        try (Keyring keyring = Keyring.create(CLOCK, new SeededRandom(1))) {
            byte[] sealed = keyring.seal(VALUE, AAD);
            assertThat(Arrays.copyOf(sealed, 5)).containsExactly(1, 0, 0, 0, 1);
            assertThat(sealed).hasSize(VALUE.length + Keyring.OVERHEAD);
            assertThat(keyring.open(sealed, AAD)).isEqualTo(VALUE);
            assertThat(Keyring.termOf(sealed)).isEqualTo(1);
            assertThat(keyring.activeTerm()).isEqualTo(1);
            assertThat(keyring.termInfo())
                    .isEqualTo(new Keyring.TermInfo(1, Instant.parse("2026-11-24T12:00:00.123Z")));
            assertThat(keyring.encryptions()).isEqualTo(1);
            assertThat(keyring).hasToString("Keyring[active term 1]");
        }
    }

    @Test
    void rotationAddsATermAndKeepsOlderValuesAndNames() {
        SeededRandom random = new SeededRandom(2);
        Keyring first = Keyring.create(CLOCK, random);
        byte[] old = first.seal(VALUE, AAD);
        byte[] name = first.hash(HashPurpose.NAME, VALUE);
        Keyring second = first.rotate(CLOCK, random);
        first.close();
        try (second) {
            assertThat(second.activeTerm()).isEqualTo(2);
            assertThat(second.encryptions()).isZero();
            assertThat(second.open(old, AAD)).isEqualTo(VALUE);
            assertThat(Keyring.termOf(second.seal(VALUE, AAD))).isEqualTo(2);
            assertThat(second.hash(HashPurpose.NAME, VALUE)).isEqualTo(name);
        }
    }

    @Test
    void closingTheNewKeyringLeavesTheOldOneUsable() {
        SeededRandom random = new SeededRandom(2);
        try (Keyring first = Keyring.create(CLOCK, random)) {
            Keyring second = first.rotate(CLOCK, random);
            byte[] sealed = second.seal(VALUE, AAD);
            second.close();
            assertThatThrownBy(() -> first.open(sealed, AAD))
                    .isInstanceOfSatisfying(
                            UnknownTermException.class, e -> assertThat(e.term()).isEqualTo(2));
            assertThat(first.open(first.seal(VALUE, AAD), AAD)).isEqualTo(VALUE);
        }
    }

    @Test
    void encodedKeyringComesBackWithAllTerms() {
        SeededRandom random = new SeededRandom(3);
        try (RootKey root = rootKey(9);
                Keyring one = Keyring.create(CLOCK, random);
                Keyring two = one.rotate(CLOCK, random);
                Keyring three = two.rotate(CLOCK, random);
                Keyring decoded = Keyring.decode(three.encode(root), root)) {
            for (Keyring keyring : new Keyring[] {one, two, three}) {
                assertThat(decoded.open(keyring.seal(VALUE, AAD), AAD)).isEqualTo(VALUE);
            }
            assertThat(three.open(decoded.seal(VALUE, AAD), AAD)).isEqualTo(VALUE);
            assertThat(decoded.termInfo()).isEqualTo(three.termInfo());
            for (HashPurpose purpose : HashPurpose.values()) {
                assertThat(decoded.hash(purpose, VALUE)).isEqualTo(one.hash(purpose, VALUE));
            }
        }
    }

    @Test
    void goldenFileOpens() {
        byte[] golden = Vectors.golden("/golden/keyring-v1.hex");
        try (RootKey root = rootKey(2026);
                Keyring keyring = Keyring.decode(golden, root)) {
            assertThat(keyring.termInfo())
                    .isEqualTo(new Keyring.TermInfo(2, Instant.parse("2026-11-24T12:00:00.123Z")));
            byte[] sealed = Vectors.golden("/golden/sealed-value-v1.hex");
            assertThat(keyring.open(sealed, AAD)).isEqualTo(VALUE);
            byte[] hash = Vectors.golden("/golden/name-hash-v1.hex");
            assertThat(
                            keyring.hash(
                                    HashPurpose.NAME,
                                    Vectors.ascii("parent"),
                                    Vectors.ascii("segment")))
                    .isEqualTo(hash);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void changedOrCutKeyringsAreRefused(long seed) {
        Random random = new Random(seed);
        try (RootKey root = rootKey(seed);
                RootKey other = rootKey(seed + 1);
                Keyring keyring = Keyring.create(CLOCK, new SeededRandom(seed))) {
            byte[] encoded = keyring.encode(root);
            assertThatThrownBy(() -> Keyring.decode(encoded, other))
                    .isInstanceOf(OpenFailedException.class);
            for (int length = 0; length < encoded.length; length++) {
                byte[] cut = Arrays.copyOf(encoded, length);
                assertThatThrownBy(() -> Keyring.decode(cut, root))
                        .isInstanceOf(OpenFailedException.class);
            }
            for (int i = 0; i < 200; i++) {
                byte[] changed = encoded.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                assertThatThrownBy(() -> Keyring.decode(changed, root))
                        .isInstanceOf(OpenFailedException.class);
            }
        }
    }

    @Test
    void plaintextsThatNoEncoderMakesAreRefused() {
        SeededRandom random = new SeededRandom(5);
        byte[] good =
                KeyringCodec.encode(
                        new NameKey(random.bytes(32)),
                        List.of(new TermKey(1, Instant.EPOCH, random.bytes(32))));
        assertThat(KeyringCodec.decode(good).terms()).hasSize(1);
        malformed(good, 0, 2, "keyring: unknown version 2");
        malformed(good, 36, 2, "keyring: 2 terms in 81 bytes");
        malformed(good, 36, 0, "keyring: 0 terms in 81 bytes");
        malformed(good, 33, 0x80, "keyring: -2147483647 terms in 81 bytes");
        malformed(good, 40, 2, "keyring: term 2 in place of 1");
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> KeyringCodec.decode(cut)).isInstanceOf(FormatException.class);
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        assertThatThrownBy(() -> KeyringCodec.decode(longer)).isInstanceOf(FormatException.class);
    }

    private static void malformed(byte[] good, int index, int value, String message) {
        byte[] changed = good.clone();
        changed[index] = (byte) value;
        assertThatThrownBy(() -> KeyringCodec.decode(changed))
                .isInstanceOf(FormatException.class)
                .hasMessage(message);
    }

    @Test
    void sealedValuesThatWereChangedOrMovedDoNotOpen() {
        try (Keyring keyring = Keyring.create(CLOCK, new SeededRandom(6))) {
            byte[] sealed = keyring.seal(VALUE, AAD);
            for (int bit = 0; bit < sealed.length * 8; bit++) {
                byte[] changed = sealed.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> keyring.open(changed, AAD))
                        .isInstanceOf(CryptoException.class);
            }
            for (int length = 0; length < sealed.length; length++) {
                byte[] cut = Arrays.copyOf(sealed, length);
                assertThatThrownBy(() -> keyring.open(cut, AAD))
                        .isInstanceOf(OpenFailedException.class);
            }
            assertThatThrownBy(() -> keyring.open(sealed, Vectors.ascii("elsewhere")))
                    .isInstanceOf(OpenFailedException.class);
        }
    }

    @Test
    void valuesOfOneTermDoNotOpenUnderAnother() {
        SeededRandom random = new SeededRandom(7);
        try (Keyring first = Keyring.create(CLOCK, random);
                Keyring second = first.rotate(CLOCK, random)) {
            byte[] sealed = second.seal(VALUE, AAD);
            sealed[4] = 1;
            assertThatThrownBy(() -> second.open(sealed, AAD))
                    .isInstanceOf(OpenFailedException.class);
            sealed[4] = 0;
            assertThatThrownBy(() -> second.open(sealed, AAD))
                    .isInstanceOf(OpenFailedException.class);
            sealed[1] = (byte) 0xFF;
            assertThatThrownBy(() -> second.open(sealed, AAD))
                    .isInstanceOf(OpenFailedException.class);
        }
    }

    @Test
    void hashesDifferByPurposeByPartBoundariesAndByKeyring() {
        try (Keyring keyring = Keyring.create(CLOCK, new SeededRandom(8));
                Keyring other = Keyring.create(CLOCK, new SeededRandom(9))) {
            Set<String> seen = new HashSet<>();
            for (HashPurpose purpose : HashPurpose.values()) {
                add(seen, keyring.hash(purpose));
                add(seen, keyring.hash(purpose, new byte[0]));
                add(seen, keyring.hash(purpose, new byte[0], new byte[0]));
                add(seen, keyring.hash(purpose, Vectors.ascii("ab")));
                add(seen, keyring.hash(purpose, Vectors.ascii("a"), Vectors.ascii("b")));
                add(seen, keyring.hash(purpose, Vectors.ascii("ab"), new byte[0]));
                add(seen, other.hash(purpose, Vectors.ascii("ab")));
            }
            assertThat(seen).hasSize(7 * HashPurpose.values().length);
            assertThat(keyring.hash(HashPurpose.TOKEN, VALUE))
                    .hasSize(32)
                    .isEqualTo(keyring.hash(HashPurpose.TOKEN, VALUE));
        }
    }

    private static void add(Set<String> seen, byte[] hash) {
        seen.add(HexFormat.of().formatHex(hash));
    }

    @Test
    void closedKeyringRefusesEverythingThatNeedsAKey() {
        Keyring keyring = Keyring.create(CLOCK, new SeededRandom(10));
        byte[] sealed = keyring.seal(VALUE, AAD);
        keyring.close();
        keyring.close();
        assertThatIllegalStateException().isThrownBy(() -> keyring.seal(VALUE, AAD));
        assertThatIllegalStateException().isThrownBy(() -> keyring.open(sealed, AAD));
        assertThatIllegalStateException().isThrownBy(() -> keyring.hash(HashPurpose.NAME, VALUE));
        assertThatIllegalStateException()
                .isThrownBy(() -> keyring.rotate(CLOCK, new SeededRandom(1)));
        try (RootKey root = rootKey(1)) {
            assertThatIllegalStateException().isThrownBy(() -> keyring.encode(root));
        }
        assertThat(keyring.activeTerm()).isEqualTo(1);
        assertThat(keyring.encryptions()).isEqualTo(1);
    }

    /**
     * Many threads at once; each one's calls succeed until the keyring is closed, and fail as
     * documented from then on.
     */
    @Test
    void closingUnderLoadNeverGivesAWrongAnswer() throws Exception {
        Keyring keyring = Keyring.create(CLOCK, new SeededRandom(11));
        byte[] expected = keyring.hash(HashPurpose.LOOKUP, VALUE);
        CountDownLatch busy = new CountDownLatch(400);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Boolean>> users = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                users.add(threads.submit(() -> useUntilClosed(keyring, expected, busy)));
            }
            busy.await();
            keyring.close();
            for (Future<Boolean> user : users) {
                assertThat(user.get()).isTrue();
            }
        }
    }

    private static boolean useUntilClosed(Keyring keyring, byte[] expected, CountDownLatch busy) {
        try {
            while (true) {
                byte[] opened = keyring.open(keyring.seal(VALUE, AAD), AAD);
                if (!Arrays.equals(opened, VALUE)
                        || !Arrays.equals(keyring.hash(HashPurpose.LOOKUP, VALUE), expected)) {
                    return false;
                }
                busy.countDown();
            }
        } catch (IllegalStateException closed) {
            return true;
        }
    }

    @Test
    void longAndShortInputsHashByTheSameRule() {
        try (Keyring keyring = Keyring.create(CLOCK, new SeededRandom(12));
                SecretBytes key = tokenKey(12)) {
            for (int length : new int[] {0, 1, 100, 247, 248, 249, 252, 253, 1000, 5000}) {
                byte[] part = new SeededRandom(length).bytes(length);
                byte[] prefix = ByteBuffer.allocate(4).putInt(length).array();
                byte[] zero = new byte[4];
                assertThat(keyring.hash(HashPurpose.TOKEN, part))
                        .isEqualTo(Digests.hmacSha256(key, prefix, part));
                assertThat(keyring.hash(HashPurpose.TOKEN, part, new byte[0]))
                        .isEqualTo(Digests.hmacSha256(key, prefix, part, zero));
            }
        }
    }

    // By the definition in the documentation of HashPurpose and Keyring.hash.
    private static SecretBytes tokenKey(long seed) {
        byte[] nameKey = new SeededRandom(seed).bytes(32);
        return SecretBytes.adopt(
                Digests.hkdfSha256(
                        nameKey, new byte[0], Vectors.ascii("sealwright/hash/token"), 32));
    }
}
