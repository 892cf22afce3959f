package io.sealwright.crypto.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.transit.Der.MalformedException;
import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {
    @Test
    void readsWhatItWrites() throws MalformedException {
        Seeded random = new Seeded(20260108);
        for (int length : new int[] {0, 1, 127, 128, 255, 256, 30_000}) {
            byte[] octets = random.bytes(length);
            BigInteger number = new BigInteger(1, random.bytes(20)).subtract(BigInteger.TEN);
            byte[] written =
                    Der.sequence(Der.integer(number), Der.octets(octets), Der.bits(octets));
            Der.Reader outer = new Der.Reader(written);
            Der.Reader inner = outer.sequence();
            assertThat(outer.atEnd()).isTrue();
            assertThat(inner.integer()).isEqualTo(number);
            assertThat(inner.octets()).isEqualTo(octets);
            assertThat(inner.bits()).isEqualTo(octets);
            assertThat(inner.atEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02",
                "0200",
                "02020001",
                "0202ff80",
                "0281010a",
                "028200010a",
                "0280",
                "0203010203ff00"
            })
    void integersInAnotherFormAreNone(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(
                        () -> {
                            Der.Reader reader = new Der.Reader(bytes);
                            reader.integer();
                            if (!reader.atEnd()) {
                                throw new MalformedException();
                            }
                        })
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void anElementIsReadAsItStands() throws MalformedException {
        for (int length : new int[] {0, 1, 127, 128, 255, 256, 30_000}) {
            byte[] element = Der.octets(new byte[length]);
            Der.Reader inner =
                    new Der.Reader(Der.sequence(element, Der.integer(BigInteger.TWO))).sequence();
            assertThat(inner.element()).isEqualTo(element);
            assertThat(inner.integer()).isEqualTo(BigInteger.TWO);
            assertThat(inner.atEnd()).isTrue();
        }
    }

    @Test
    void randomBytesAreMalformedOrRead() {
        Seeded random = new Seeded(20260109);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = random.bytes(random.below(24));
            try {
                Der.Reader reader = new Der.Reader(bytes).sequence();
                reader.integer();
                reader.element();
                reader.bits();
            } catch (MalformedException e) {
                assertThat(e).hasMessageContaining("DER");
            }
        }
    }
}
