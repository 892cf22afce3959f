package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShamirSealTest {
    private static final byte[] AAD = {};
    private static final byte[] VALUE = Vectors.ascii("value");

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "5,3", "255,200"})
    void sharesOpenTheRootKey(int shares, int threshold) {
        SeededRandom random = new SeededRandom(shares);
        try (RootKey root = RootKey.generate(random)) {
            ShamirSeal.Created created = ShamirSeal.create(shares, threshold, root, random);
            SealedRootKey stored = SealedRootKey.decode(created.sealedRootKey().encode());
            assertThat(stored)
                    .isEqualTo(created.sealedRootKey())
                    .hasSameHashCodeAs(created.sealedRootKey());
            assertThat(stored.shares()).isEqualTo(shares);
            assertThat(stored.threshold()).isEqualTo(threshold);
            assertThat(created.shares()).hasSize(shares);
            List<byte[]> enough = created.shares().subList(shares - threshold, shares);
            try (RootKey opened = ShamirSeal.open(stored, enough)) {
                assertThat(opened.open(root.seal(VALUE, AAD), AAD)).isEqualTo(VALUE);
            }
            created.wipe();
            assertThat(created.shares()).allSatisfy(share -> assertThat(share).containsOnly(0));
        }
    }

    @Test
    void wrongTooFewAndForeignSharesAreRefused() {
        SeededRandom random = new SeededRandom(3);
        try (RootKey root = RootKey.generate(random)) {
            ShamirSeal.Created created = ShamirSeal.create(5, 3, root, random);
            ShamirSeal.Created rekeyed = ShamirSeal.create(5, 3, root, random);
            assertThat(rekeyed.sealedRootKey().generation())
                    .isNotEqualTo(created.sealedRootKey().generation());
            SealedRootKey sealed = created.sealedRootKey();
            List<byte[]> shares = created.shares();
            assertThatThrownBy(() -> ShamirSeal.open(sealed, shares.subList(0, 2)))
                    .isInstanceOf(WrongKeyException.class)
                    .hasMessage("2 shares given, 3 needed");
            assertThatThrownBy(() -> ShamirSeal.open(sealed, rekeyed.shares()))
                    .isInstanceOf(WrongKeyException.class);
            byte[] wrong = shares.get(1).clone();
            wrong[0] ^= 1;
            assertThatThrownBy(() ->
                            ShamirSeal.open(sealed, List.of(shares.get(0), wrong, shares.get(2))))
                    .isInstanceOf(WrongKeyException.class);
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            ShamirSeal.open(
                                    sealed, List.of(shares.get(0), shares.get(0), shares.get(1))));
        }
    }

    @Test
    void aSealRecordWhoseHeaderWasChangedDoesNotOpen() {
        SeededRandom random = new SeededRandom(4);
        try (RootKey root = RootKey.generate(random)) {
            ShamirSeal.Created created = ShamirSeal.create(3, 2, root, random);
            SealedRootKey sealed = created.sealedRootKey();
            SealedRootKey otherCounts =
                    new SealedRootKey(
                            sealed.type(), 4, 2, sealed.generation(), sealed.ciphertext());
            SealedRootKey otherGeneration =
                    new SealedRootKey(sealed.type(), 3, 2, new UUID(1, 2), sealed.ciphertext());
            assertThatThrownBy(() -> ShamirSeal.open(otherCounts, created.shares()))
                    .isInstanceOf(WrongKeyException.class);
            assertThatThrownBy(() -> ShamirSeal.open(otherGeneration, created.shares()))
                    .isInstanceOf(WrongKeyException.class);
        }
    }

    @Test
    void goldenFileDecodesOpensAndEncodesToItself() {
        byte[] golden = Vectors.golden("/golden/sealed-root-key-v1.hex");
        SealedRootKey sealed = SealedRootKey.decode(golden);
        assertThat(sealed.type()).isEqualTo(SealType.SHAMIR);
        assertThat(sealed.type().label()).isEqualTo("shamir");
        assertThat(sealed.shares()).isEqualTo(3);
        assertThat(sealed.threshold()).isEqualTo(2);
        assertThat(sealed.encode()).isEqualTo(golden);
        List<byte[]> shares =
                Vectors.rows("/golden/shares-v1.csv").stream()
                        .map(row -> Vectors.hex(row[0]))
                        .toList();
        for (int left = 0; left < 3; left++) {
            List<byte[]> two = List.of(shares.get(left), shares.get((left + 1) % 3));
            try (RootKey opened = ShamirSeal.open(sealed, two);
                    SecretBytes derived = opened.derive("golden")) {
                assertThat(derived.expose(SecretAccess.insecure()))
                        .isEqualTo(Vectors.golden("/golden/derived-v1.hex"));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void changedOrCutRecordsFailCleanly(long seed) {
        SeededRandom random = new SeededRandom(seed);
        try (RootKey root = RootKey.generate(random)) {
            ShamirSeal.Created created = ShamirSeal.create(3, 2, root, random);
            byte[] encoded = created.sealedRootKey().encode();
            for (int length = 0; length < encoded.length; length++) {
                byte[] cut = Arrays.copyOf(encoded, length);
                assertThatThrownBy(() -> SealedRootKey.decode(cut))
                        .isInstanceOf(FormatException.class);
            }
            byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
            assertThatThrownBy(() -> SealedRootKey.decode(longer))
                    .isInstanceOf(FormatException.class);
            Random bits = new Random(seed);
            for (int i = 0; i < 200; i++) {
                byte[] changed = encoded.clone();
                changed[bits.nextInt(changed.length)] ^= (byte) (1 << bits.nextInt(8));
                assertThatThrownBy(() ->
                                ShamirSeal.open(SealedRootKey.decode(changed), created.shares()))
                        .isInstanceOf(CryptoException.class);
            }
        }
    }

    @Test
    void unknownVersionAndTypeAreNamed() {
        byte[] golden = Vectors.golden("/golden/sealed-root-key-v1.hex");
        byte[] version = golden.clone();
        version[0] = 2;
        assertThatThrownBy(() -> SealedRootKey.decode(version))
                .hasMessage("sealed root key: unknown version 2");
        byte[] type = golden.clone();
        type[1] = 9;
        assertThatThrownBy(() -> SealedRootKey.decode(type))
                .hasMessage("sealed root key: unknown seal type 9");
        byte[] counts = golden.clone();
        counts[3] = 4;
        assertThatThrownBy(() -> SealedRootKey.decode(counts))
                .isInstanceOf(FormatException.class)
                .hasMessage("sealed root key: threshold must be 1 to the number of shares");
    }

    @Test
    void refusesWhatIsNotARootKeyBehindTheSeal() {
        SeededRandom random = new SeededRandom(8);
        try (UnsealKey key = UnsealKey.generate(random);
                RootKey root = RootKey.generate(random)) {
            RootKeyWrapper shortened =
                    new RootKeyWrapper() {
                        @Override
                        public SealType type() {
                            return SealType.SHAMIR;
                        }

                        @Override
                        public byte[] wrap(SecretBytes rootKey, byte[] aad) {
                            return key.wrap(SecretBytes.adopt(new byte[31]), aad);
                        }

                        @Override
                        public SecretBytes unwrap(byte[] wrapped, byte[] aad) {
                            return key.unwrap(wrapped, aad);
                        }
                    };
            SealedRootKey sealed = SealedRootKey.wrap(shortened, 1, 1, new UUID(1, 2), root);
            assertThatThrownBy(() -> sealed.unwrap(shortened))
                    .isInstanceOf(WrongKeyException.class);
        }
    }

    @Test
    void rootKeySealsDerivesAndForgets() {
        SeededRandom random = new SeededRandom(5);
        RootKey root = RootKey.generate(random);
        byte[] sealed = root.seal(VALUE, AAD);
        assertThat(sealed[0]).isEqualTo((byte) 1);
        assertThat(root.open(sealed, AAD)).isEqualTo(VALUE);
        byte[] otherFormat = sealed.clone();
        otherFormat[0] = 2;
        assertThatThrownBy(() -> root.open(otherFormat, AAD))
                .isInstanceOf(OpenFailedException.class);
        assertThatThrownBy(() -> root.open(new byte[0], AAD))
                .isInstanceOf(OpenFailedException.class);
        assertThat(root.derive("join"))
                .isEqualTo(root.derive("join"))
                .isNotEqualTo(root.derive("other"));
        assertThat(root.derive("join").length()).isEqualTo(32);
        assertThat(root).hasToString("RootKey");
        root.close();
        assertThatIllegalStateException().isThrownBy(() -> root.seal(VALUE, AAD));
        assertThatIllegalStateException().isThrownBy(() -> root.derive("join"));
        assertThatIllegalArgumentException().isThrownBy(() -> RootKey.copyOf(new byte[16]));
    }
}
