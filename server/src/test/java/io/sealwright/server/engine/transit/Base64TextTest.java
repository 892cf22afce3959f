package io.sealwright.server.engine.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.transit.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Base64TextTest {
    @Test
    void readsWhatItWritesOverLineEnds() {
        Random random = new Random(20260205);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(Base64Text.decode(Base64Text.encodeOpen(bytes))).isEqualTo(bytes);
            String lines = Base64.getMimeEncoder().encodeToString(bytes);
            assertThat(Base64Text.decode(lines)).isEqualTo(bytes);
        }
    }

    /** As OpenBao counts. */
    @ParameterizedTest
    @CsvSource({
        "a,0",
        "ab,0",
        "abc,0",
        "abcde,4",
        "a=,1",
        "ab=,3",
        "ab==c,4",
        "=,0",
        "!bcd,0",
        "abc!,3",
        "ab c,2",
        "abcd-_==,4",
        "abcd====,4",
        "abc=def,4"
    })
    void anErrorTellsThePlace(String text, int place) {
        assertThatThrownBy(() -> Base64Text.decode(text, "so: "))
                .isInstanceOf(RefusedException.class)
                .hasMessage("so: illegal base64 data at input byte " + place);
    }

    @Test
    void nothingButBase64IsRead() {
        Random random = new Random(20260206);
        for (int i = 0; i < 5_000; i++) {
            char[] text = new char[random.nextInt(12)];
            for (int j = 0; j < text.length; j++) {
                text[j] = "AZaz09+/=\n!é-".charAt(random.nextInt(13));
            }
            String written = new String(text);
            try {
                byte[] read = Base64Text.decode(written);
                String plain = written.replace("\n", "");
                assertThat(plain)
                        .matches("[A-Za-z0-9+/]*={0,2}")
                        .hasSize((read.length + 2) / 3 * 4);
            } catch (RefusedException e) {
                assertThat(e.reason()).startsWith("illegal base64 data at input byte ");
            }
        }
    }

    @Test
    void theFormForUrlsHasNoPadding() {
        byte[] bytes = {-1, -2, -3, -4};
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        assertThat(Base64Text.decodeUrl(text)).isEqualTo(bytes);
        for (String wrong : new String[] {text + "==", "a+/b", "a", "é"}) {
            assertThatThrownBy(() -> Base64Text.decodeUrl(wrong))
                    .isInstanceOf(RefusedException.class);
        }
        assertThat(new String(Base64Text.encode(bytes), StandardCharsets.US_ASCII))
                .isEqualTo("//79/A==");
    }
}
