package io.sealwright.server.auth.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelSelectorTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"matchLabels\":{\"a\":\"b\",\"n\":5}}",
                "matchLabels:\n  a: b\n  n: 5\n",
                "matchLabels: {a: b, n: \"5\"}"
            })
    void labelsMustBeThere(String text) {
        LabelSelector selector = LabelSelector.parse(text);

        assertThat(selector).isNotNull();
        if (selector != null) {
            assertThat(selector.matches(Map.of("a", "b", "n", "5", "c", "d"))).isTrue();
            assertThat(selector.matches(Map.of("a", "b"))).isFalse();
            assertThat(selector.matches(Map.of("a", "x", "n", "5"))).isFalse();
            assertThat(selector.matches(Map.of())).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "junk",
                "[1]",
                "5",
                "null",
                "{\"junk\":1}",
                "{\"matchLabels\":{\"a\":\"b\"},\"junk\":1}",
                "{\"matchLabels\":{\"a\":\"b\"},\"matchExpressions\":[]}",
                "{\"matchLabels\":[]}",
                "{\"matchLabels\":null}",
                "{\"matchLabels\":{\"a\":null}}",
                "{\"matchLabels\":{\"a\":[\"b\"]}}",
                "{\"matchLabels\":{\"a\":{\"b\":\"c\"}}}",
                "{\"matchLabels\":{\"a\":\"b\",\"a\":\"c\"}}",
                "{\"matchLabels\":",
                "matchLabels: &x {a: b}\nmatchLabels: *x",
                "!!javax.script.ScriptEngineManager []",
                "matchLabels: {a: b}\n---\nmatchLabels: {}"
            })
    void whatIsNoSelectorIsRefused(String text) {
        assertThat(LabelSelector.parse(text)).isNull();
    }

    @Test
    void aSelectorHasALength() {
        assertThat(LabelSelector.parse("{\"matchLabels\":{\"a\":\"" + "x".repeat(17_000) + "\"}}"))
                .isNull();
    }

    /** As with Kubernetes. */
    @Test
    void anEmptyOneIsForAll() {
        LabelSelector selector = LabelSelector.parse("{}");

        assertThat(selector).isEqualTo(new LabelSelector(Map.of()));
    }
}
