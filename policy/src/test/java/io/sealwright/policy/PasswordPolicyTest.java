package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {
    private static final String POLICY =
            """
            length = 12
            rule "charset" { charset = "abc" min-chars = 3 }
            rule "charset" { charset = "0123456789" min-chars = 2 }
            rule "charset" { charset = "é€😀" }
            """;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void passwordsAreAsThePolicySays(long seed) {
        Random random = new Random(seed);
        PasswordPolicy policy = PasswordPolicy.parse(POLICY);
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            String password = policy.generate(random);
            assertThat(password.codePointCount(0, password.length())).isEqualTo(12);
            assertThat(password.codePoints().allMatch(c -> "abc0123456789é€😀".indexOf(c) >= 0))
                    .isTrue();
            assertThat(password.codePoints().filter(c -> c >= 'a' && c <= 'c').count())
                    .isGreaterThanOrEqualTo(3);
            assertThat(password.codePoints().filter(c -> c >= '0' && c <= '9').count())
                    .isGreaterThanOrEqualTo(2);
            made.add(password);
        }
        assertThat(made).hasSize(200);
    }

    @Test
    void everyCharacterCanStandEverywhere() {
        PasswordPolicy policy =
                PasswordPolicy.parse(
                        "length = 4\nrule \"charset\" { charset = \"ab\" min-chars = 1 }\n"
                                + "rule \"charset\" { charset = \"01\" min-chars = 1 }");
        Random random = new Random(7);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            String password = policy.generate(random);
            for (int at = 0; at < 4; at++) {
                seen.add(at + password.substring(at, at + 1));
            }
        }
        assertThat(seen).hasSize(16);
    }

    @Test
    void jsonToo() {
        String json =
                "{\"length\":10,\"rule\":[{\"charset\":{\"charset\":\"a\",\"min-chars\":1}}]}";
        assertThat(PasswordPolicy.parse(json).generate(new Random(1))).isEqualTo("aaaaaaaaaa");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "length = 3 rule \"charset\" { charset = \"abc\" min-chars = 5 } | require at least 5 characters but 3",
                "rule \"charset\" { charset = \"abc\" } | length must be > 0",
                "length = 0 rule \"charset\" { charset = \"abc\" } | length must be > 0",
                "length = 4 | no charset specified",
                "length = 10 rule \"charset\" { charset = \"\" } | no charset specified",
                "length = 10 rule \"charset\" { } | no charset specified",
                "length = 3 rule \"charset\" { charset = \"ab\" } | between 4 and 100",
                "length = 101 rule \"charset\" { charset = \"ab\" } | between 4 and 100",
                "length = -1 rule \"charset\" { charset = \"ab\" } | \"length\" must be a whole number",
                "length = 4.5 rule \"charset\" { charset = \"ab\" } | \"length\" must be a whole number",
                "length = 10 rule \"charset\" { charset = \"ab\" min-chars = 99999999999 } | \"min-chars\" must be",
                "length = 10 rule \"nope\" { charset = \"abc\" } | unrecognized rule type nope",
                "length = 10 size = 1 rule \"charset\" { charset = \"abc\" } | invalid key \"size\"",
                "length = 10 rule \"charset\" { charset = \"abc\" max = 1 } | invalid key \"max\"",
                "length = 10 rule \"charset\" { charset = \"a\\n\" } | unprintable",
                "{{{ | invalid password policy",
            })
    void whatIsRefused(String text, String problem) {
        assertThatThrownBy(() -> PasswordPolicy.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }
}
