package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
    private static final SecretAccess ACCESS = SecretAccess.insecure();

    @Test
    void copiesAreIndependentAndAdoptedArraysAreWiped() {
        byte[] source = {1, 2, 3};
        SecretBytes copy = SecretBytes.copyOf(source);
        SecretBytes adopted = SecretBytes.adopt(source);
        adopted.close();
        assertThat(source).containsOnly(0);
        assertThat(copy.expose(ACCESS)).containsExactly(1, 2, 3);
        copy.expose(ACCESS)[0] = 9;
        assertThat(copy.expose(ACCESS)).containsExactly(1, 2, 3);
    }

    @Test
    void closedBytesAreGone() {
        SecretBytes secret = SecretBytes.copyOf(new byte[] {1, 2, 3});
        byte[] lent = secret.use(ACCESS, bytes -> bytes);
        secret.close();
        secret.close();
        assertThat(lent).containsOnly(0);
        assertThatIllegalStateException().isThrownBy(() -> secret.expose(ACCESS));
        assertThatIllegalStateException()
                .isThrownBy(() -> secret.use(ACCESS, bytes -> bytes.length));
        assertThat(secret.length()).isEqualTo(3);
    }

    @Test
    void equalityIsByContentAndNeverPrinted() {
        SecretBytes a = SecretBytes.copyOf(new byte[] {1, 2, 3});
        SecretBytes same = SecretBytes.copyOf(new byte[] {1, 2, 3});
        assertThat(a).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(a).isNotEqualTo(SecretBytes.copyOf(new byte[] {1, 2, 4}));
        assertThat(a).isNotEqualTo(SecretBytes.copyOf(new byte[] {1, 2}));
        assertThat(a).isNotEqualTo("SecretBytes[3]");
        assertThat(a).hasToString("SecretBytes[3]");
        same.close();
        assertThat(a).isNotEqualTo(same);
        assertThat(same).isNotEqualTo(SecretBytes.copyOf(new byte[3])).isEqualTo(same);
    }

    @Test
    void lockedMemoryHoldsACopyUntilClosed() {
        byte[] source = {5, 6, 7};
        LockedMemory memory = LockedMemory.copyOf(source);
        source[0] = 0;
        assertThat(memory.read()).containsExactly(5, 6, 7);
        assertThat(memory.length()).isEqualTo(3);
        assertThat(memory).hasToString("LockedMemory[3]");
        memory.close();
        memory.close();
        assertThatIllegalStateException().isThrownBy(memory::read);
        assertThatIllegalArgumentException().isThrownBy(() -> LockedMemory.copyOf(new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> LockedMemory.copyOf(new byte[65]));
    }

    @Test
    void lockedMemoryNeverMixesKeysUpWhenSlotsAreReused() {
        List<LockedMemory> held = new ArrayList<>();
        for (int round = 0; round < 500; round++) {
            byte[] key = new SeededRandom(round).bytes(1 + round % 64);
            held.add(LockedMemory.copyOf(key));
            if (round % 3 == 2) {
                held.get(round - 1).close();
            }
        }
        for (int round = 0; round < 500; round++) {
            if (round % 3 != 1) {
                assertThat(held.get(round).read())
                        .isEqualTo(new SeededRandom(round).bytes(1 + round % 64));
            }
        }
        held.forEach(LockedMemory::close);
    }

    @Test
    void saysWhatTheSystemGranted() {
        try (LockedMemory memory = LockedMemory.copyOf(new byte[] {1})) {
            LockedMemory.Protection protection = memory.protection();
            boolean complete = protection.locked() && protection.excludedFromDumps();
            assertThat(protection.reason().isEmpty()).isEqualTo(complete);
        }
    }
}
