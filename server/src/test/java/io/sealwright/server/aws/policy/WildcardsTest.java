package io.sealwright.server.aws.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WildcardsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithRegularExpressions(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = text(random, "ab*?", 8);
            String text = text(random, "ab*", 8);
            Pattern same =
                    Pattern.compile(
                            pattern.replace("*", "\u0000")
                                    .replace("?", "[\\s\\S]")
                                    .replace("\u0000", "[\\s\\S]*"));
            assertThat(Wildcards.matches(pattern, text))
                    .as("%s on %s, seed %d", pattern, text, seed)
                    .isEqualTo(same.matcher(text).matches());
        }
    }

    private static String text(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void manyStarsCostNoMoreThanTheProductOfTheLengths() {
        assertThat(Wildcards.matches("*a".repeat(2_000) + "b", "a".repeat(2_000))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::*:user/bob,true",
        "arn:*:*:*:*:user/b?b,true",
        "arn:aws:*,false",
        "*,false",
        "arn:aws:iam::1:user/bob:*,false"
    })
    void aStarOfAnArnStaysInItsPart(String pattern, boolean matches) {
        assertThat(Wildcards.matchesArn(pattern, "arn:aws:iam::1:user/bob")).isEqualTo(matches);
    }
}
