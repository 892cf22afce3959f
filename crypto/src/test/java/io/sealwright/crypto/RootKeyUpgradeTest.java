package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class RootKeyUpgradeTest {
    private static final byte[] AAD = Vectors.ascii("upgrade");
    private final SeededRandom random = new SeededRandom(1);

    @Test
    void theKeyringGivesTheNewRootKey() {
        try (Keyring keyring = Keyring.create(InstantSource.system(), random);
                Keyring other = Keyring.create(InstantSource.system(), random);
                RootKey next = RootKey.generate(random)) {
            byte[] sealed = RootKeyUpgrade.seal(next, keyring, AAD);
            try (RootKey opened = RootKeyUpgrade.open(sealed, keyring, AAD)) {
                assertThat(opened.open(next.seal(AAD, AAD), AAD)).isEqualTo(AAD);
            }
            assertThatThrownBy(() -> RootKeyUpgrade.open(sealed, other, AAD))
                    .isInstanceOf(OpenFailedException.class);
            assertThatThrownBy(() -> RootKeyUpgrade.open(sealed, keyring, new byte[0]))
                    .isInstanceOf(OpenFailedException.class);
        }
    }

    @Test
    void whatIsNotARootKeyIsRefused() {
        try (Keyring keyring = Keyring.create(InstantSource.system(), random)) {
            byte[] sealed = keyring.seal(new byte[31], AAD);
            assertThatThrownBy(() -> RootKeyUpgrade.open(sealed, keyring, AAD))
                    .isInstanceOf(FormatException.class)
                    .hasMessage("root key upgrade: a root key has 32 bytes, not 31");
        }
    }
}
