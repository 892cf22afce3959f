package io.sealwright.server.engine.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.server.engine.transit.VersionedText.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionedTextTest {
    @Test
    void readsWhatItWrites() {
        Random random = new Random(20260204);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            int version = 1 + random.nextInt(Integer.MAX_VALUE);
            byte[] base64 = Base64.getEncoder().encode(bytes);
            VersionedText parsed =
                    VersionedText.parse(Kind.CIPHERTEXT, VersionedText.of(version, base64));
            assertThat(parsed.version()).isEqualTo(version);
            assertThat(parsed.text()).isEqualTo(new String(base64, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void whatFollowsTheSecondColonIsText() {
        assertThat(VersionedText.parse(Kind.SIGNATURE, "vault:v7:a:b"))
                .isEqualTo(new VersionedText(7, "a:b"));
        assertThat(VersionedText.parse(Kind.SIGNATURE, "vault:v0:").text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1:abc", "vault:", "vault:1:abc", "Vault:v1:abc", " vault:v1:abc"})
    void withoutItsPrefixItIsNone(String text) {
        refused(Kind.CIPHERTEXT, text, "invalid ciphertext: no prefix");
        refused(Kind.SIGNATURE, text, "invalid signature: no prefix");
        refused(Kind.HMAC, text, "invalid HMAC to verify: no prefix");
    }

    @ParameterizedTest
    @CsvSource({
        "vault:v1,wrong number of fields",
        "vault:v,wrong number of fields",
        "vault:v:abc,version number could not be decoded",
        "vault:vx:abc,version number could not be decoded",
        "vault:v1.5:abc,version number could not be decoded",
        "vault:v 1:abc,version number could not be decoded",
        "vault:v99999999999:abc,version number could not be decoded"
    })
    void theVersionIsANumber(String text, String reason) {
        refused(Kind.CIPHERTEXT, text, "invalid ciphertext: " + reason);
    }

    private static void refused(Kind kind, String text, String reason) {
        assertThatThrownBy(() -> VersionedText.parse(kind, text))
                .isInstanceOf(RefusedException.class)
                .hasMessage(reason);
    }
}
