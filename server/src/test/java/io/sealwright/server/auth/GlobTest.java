package io.sealwright.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    /** Against a slower way to say the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAnExpression(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = text(random, "ab*");
            String text = text(random, "ab");
            String expression =
                    Stream.of(pattern.split("\\*", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*"));
            assertThat(Glob.matches(pattern, text))
                    .as("seed %d: %s on %s", seed, pattern, text)
                    .isEqualTo(text.matches(expression));
        }
    }

    private static String text(Random random, String letters) {
        return random.ints(random.nextInt(7), 0, letters.length())
                .mapToObj(i -> letters.substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
