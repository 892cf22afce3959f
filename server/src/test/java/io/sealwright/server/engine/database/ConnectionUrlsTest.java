package io.sealwright.server.engine.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionUrlsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "postgresql://{{username}}:{{password}}@h/d|postgresql://{{username}}:{{password}}@h/d",
                "postgresql://u:secret@h/d|postgresql://u:xxxxx@h/d",
                "postgresql://u:sec@ret@h/d|postgresql://u:xxxxx@h/d",
                "postgresql://h/d?user=u&password=secret&sslmode=require|postgresql://h/d?user=u&password=xxxxx&sslmode=require",
                "host=h password=secret user=u|host=h password=xxxxx user=u",
                "host=h password='sec ret' user=u|host=h password=xxxxx user=u",
                "host=h password={{password}} user={{username}}|host=h password={{password}} user={{username}}",
                "{{username}}:{{password}}@tcp(h:3306)/d?tls=true|{{username}}:{{password}}@tcp(h:3306)/d?tls=true",
                "u:secret@tcp(h:3306)/d|u:xxxxx@tcp(h:3306)/d",
                "u:se/c@r:et@tcp(h)/|u:xxxxx@tcp(h)/",
                "u:secret@/d|u:xxxxx@/d",
            })
    void aPasswordInAUrlIsNotShown(String url, String shown) {
        assertThat(ConnectionUrls.shown(url)).isEqualTo(shown);
        assertThat(ConnectionUrls.holdsPassword(url)).isEqualTo(!url.equals(shown));
    }
}
