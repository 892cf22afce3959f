package io.sealwright.server.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginNameTest {
    private static @Nullable String counted(String typed) {
        LoginName name = LoginName.of(typed);
        return name == null ? null : name.counted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice smith",
                " alice smith",
                "alice smith ",
                "Alice  Smith",
                "ALICE   SMITH",
                "\uff21\uff4c\uff49\uff43\uff45 smith",
                "alice \u017fmith"
            })
    void spellingsThatADirectoryTakesForEqualAreCountedAsOne(String typed) {
        assertThat(counted(typed)).isEqualTo("alice smith");
    }

    @Test
    void sharpSAndTwoOfThemAreCountedAsOneAndAreTwoNames() {
        assertThat(counted("stra\u00dfe")).isEqualTo(counted("STRASSE"));
        assertThat(LoginName.local("stra\u00dfe", false)).isNotEqualTo("strasse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "a\u0000b",
                "a\nb",
                "a\u00adb",
                "a\u200bb",
                "a\u034fb",
                "a\ufe0fb",
                "a\ufffcb",
                "a\ufffdb",
                "a\u2028b",
                "a\ud800b",
                "\ue000"
            })
    void whatIsInvisibleIsNoName(String typed) {
        assertThat(LoginName.of(typed)).isNull();
    }

    @Test
    void aNameHasABound() {
        assertThat(LoginName.of("x".repeat(LoginName.MAX_LENGTH))).isNotNull();
        assertThat(LoginName.of("x".repeat(LoginName.MAX_LENGTH + 1))).isNull();
        // One character that becomes eighteen.
        assertThat(LoginName.of("\ufdfa".repeat(LoginName.MAX_LENGTH))).isNull();
    }

    @Test
    void caseCountsWhereItIsSaidTo() {
        assertThat(new LoginName("Alice").local(false)).isEqualTo("alice");
        assertThat(new LoginName("Alice").local(true)).isEqualTo("Alice");
    }
}
