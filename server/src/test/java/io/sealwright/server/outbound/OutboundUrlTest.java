package io.sealwright.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://issuer.example",
                "HTTPS://issuer.example:8443/a/b?c=d",
                "http://127.0.0.1:8200/x",
                "http://127.8.9.10/",
                "http://localhost",
                "http://[::1]:80/"
            })
    void goesThere(String url) {
        assertThat(OutboundUrl.parse(url).toString()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "issuer.example",
                "/keys",
                "http://issuer.example/",
                "http://10.0.0.1/",
                "http://127.0.0.1.example/",
                "http://localhost.example/",
                "http://[::2]/",
                "ftp://127.0.0.1/",
                "file:///etc/passwd",
                "https://user:password@issuer.example/",
                "https://issuer.example/#fragment",
                "https://exa mple/",
                "https:///path"
            })
    void doesNotGoThere(String url) {
        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() -> OutboundUrl.parse(url))
                .withMessageNotContaining("password")
                .withMessageNotContaining("example");
    }

    @Test
    void whatIsSignedMayComeWithoutTls() {
        assertThat(OutboundUrl.parseForSigned("http://ca.example/crl").getHost())
                .isEqualTo("ca.example");
        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() -> OutboundUrl.parseForSigned("ldap://ca.example/crl"))
                .withMessage("the URL must begin with https:// or http://");
        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() -> OutboundUrl.parseForSigned("http://user@ca.example/crl"))
                .withMessage("it is not a URL with a host, and without a user or a fragment");
    }

    @Test
    void aUrlHasALength() {
        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() -> OutboundUrl.parse("https://a/" + "x".repeat(2048)))
                .withMessage("the URL is longer than 2048 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, a.example, true",
        "A.example, a.EXAMPLE, true",
        "*.example.org, a.example.org, true",
        "*.example.org, a.b.example.org, false",
        "*.example.org, example.org, false",
        "*.org, example.org, false",
        "a*.example, ab.example, false",
        "b.example, a.example, false",
    })
    void aCertificateBearsAName(String pattern, String name, boolean matches) {
        assertThat(NamedServers.matches(pattern, name)).isEqualTo(matches);
    }
}
