package io.sealwright.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.auth.Glob;
import io.sealwright.server.token.TokenPolicies.Asked;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every expectation was seen at the peer. */
class TokenPoliciesTest {
    private static List<String> list(@Nullable String words) {
        return words == null || words.isBlank() ? List.of() : List.of(words.split(" +"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # requested | parent's | sudo | no default | granted
                                | default tok | false | false | default tok
                                | default tok | false | true  | tok
                                | tok         | false | false | tok
                    tok         | default tok | false | false | default tok
                    tok         | tok         | false | false | tok
                    tok         | default tok | false | true  | tok
                    zz          | toks        | true  | false | default zz
                    zz          | toks        | true  | true  | zz
                    root foo    | root        | true  | false | root
                                | root        | true  | true  | root
                    Foo  foo    | root        | true  | false | default foo
                    """)
    void withoutARole(
            String requested, String parents, boolean sudo, boolean noDefault, String granted) {
        Asked asked = new Asked(list(requested), list(parents), sudo, noDefault);

        assertThat(TokenPolicies.of(asked, TokenRole.NONE)).isEqualTo(list(granted));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    tok zz            | default tok  | false | child policies must be subset of parent
                    root              | default tok  | false | child policies must be subset of parent
                    root              | default toks | true  | root tokens may not be created without parent token being root
                    response-wrapping | root         | true  | cannot assign policy "response-wrapping"
                    """)
    void mayNotBeGiven(String requested, String parents, boolean sudo, String error) {
        Asked asked = new Asked(list(requested), list(parents), sudo, false);

        assertThatThrownBy(() -> TokenPolicies.of(asked, TokenRole.NONE))
                .hasMessageContaining(error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Root", "ROOT", " root ", "rооt", "ro\u200bot"})
    void aNameThatOnlyLooksLikeRootNeverGivesRoot(String name) {
        Asked asked = new Asked(List.of(name), List.of("tok"), true, false);

        assertThat(grantedOrEmpty(asked)).doesNotContain("root");
    }

    private static List<String> grantedOrEmpty(Asked asked) {
        try {
            return TokenPolicies.of(asked, TokenRole.NONE);
        } catch (io.sealwright.server.spi.RequestFailure _) {
            return List.of();
        }
    }

    private static TokenRole role(
            String allowed, String allowedGlob, String disallowed, String disallowedGlob) {
        TokenRole unset = TokenRole.unset("r");
        return new TokenRole(
                "r",
                list(allowed),
                list(allowedGlob),
                list(disallowed),
                list(disallowedGlob),
                List.of(),
                false,
                true,
                "",
                0,
                0,
                List.of(),
                0,
                0,
                List.of(),
                unset.tokenNoDefaultPolicy(),
                0,
                unset.tokenType());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # allowed | glob | disallowed | glob | requested | granted: the caller has "default tok" and no sudo
                    a b  |    |    |    |       | a b default
                    a b  | x* |    |    | a xyz | a default xyz
                    q    |    |    |    |       | default q
                         | x* |    |    | xa    | default xa
                         | x* |    |    |       | default
                         |    | zz |    |       | default tok
                         |    | zz |    | yy    | default yy
                         |    |    | d* | xa    | xa
                    """)
    void withARole(
            String allowed,
            String allowedGlob,
            String disallowed,
            String disallowedGlob,
            String requested,
            String granted) {
        TokenRole role = role(allowed, allowedGlob, disallowed, disallowedGlob);
        Asked asked = new Asked(list(requested), List.of("default", "tok"), false, false);

        assertThat(TokenPolicies.of(asked, role)).isEqualTo(list(granted));
    }

    @Test
    void aRoleRefusesWhatItDoesNotAllow() {
        Asked asked = new Asked(List.of("a", "zz"), List.of("tok"), false, true);

        assertThatThrownBy(() -> TokenPolicies.of(asked, role("a b", "x*", "", "")))
                .hasMessageContaining(
                        "token policies ([\"a\" \"zz\"]) must be subset of the role's allowed policies "
                                + "([\"a\" \"b\"]) or glob policies ([\"x*\"])");
    }

    @Test
    void aRoleRefusesWhatItDisallows() {
        Asked asked = new Asked(List.of("zz"), List.of("tok"), false, false);

        assertThatThrownBy(() -> TokenPolicies.of(asked, role("", "", "zz", "")))
                .hasMessageContaining("token policy \"zz\" is disallowed by this role");
    }

    @Test
    void aRoleThatAllowsRootGivesItToRootOnly() {
        Asked asked = new Asked(List.of(), List.of("tok"), true, false);

        assertThatThrownBy(() -> TokenPolicies.of(asked, role("root", "", "", "")))
                .hasMessageContaining(
                        "root tokens may not be created without parent token being root");
    }

    @ParameterizedTest
    @CsvSource({
        "x*, xa, true",
        "x*, ax, false",
        "*x, aax, true",
        "a*c*e, abcde, true",
        "a*c*e, abde, false",
        "*, '', true",
        "a, a, true",
        "a, ab, false",
        "**a, bba, true",
        "a*, '', false"
    })
    void globs(String glob, String text, boolean expected) {
        assertThat(Glob.matches(glob, text)).isEqualTo(expected);
    }
}
