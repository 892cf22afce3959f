package io.sealwright.server.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedirectUrisTest {
    private static final List<String> ALLOWED =
            List.of(
                    "http://localhost:8250/oidc/callback",
                    "https://app.example/cb?x=1",
                    "http://[::1]/oidc/callback");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8250/oidc/callback",
                "http://localhost:1/oidc/callback",
                "http://localhost/oidc/callback",
                "http://[::1]:99/oidc/callback",
                "https://app.example/cb?x=1"
            })
    void theseAreAllowed(String uri) {
        assertThat(RedirectUris.allowed(uri, ALLOWED)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "junk",
                "http://localhost:8250/other",
                "http://localhost:8250/oidc/callback/",
                "http://localhost:8250/oidc/callback?a=b",
                "http://localhost:8250/oidc/callback#a",
                "https://localhost:8250/oidc/callback",
                "http://eve@localhost:8250/oidc/callback",
                "http://127.0.0.1:8250/oidc/callback",
                "http://localhost.evil.example/oidc/callback",
                "http://localhost:8250@evil.example/oidc/callback",
                "https://app.example/cb?x=2",
                "https://app.example/cb",
                "https://app.example:443/cb?x=1",
                "https://APP.example/cb?x=1",
                "https://app.example/cb?x=1 ",
                "http://localhost:8250\\@evil.example/oidc/callback"
            })
    void noneOfTheseIs(String uri) {
        assertThat(RedirectUris.allowed(uri, ALLOWED)).isFalse();
    }
}
