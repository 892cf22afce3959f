package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Any text is a policy or a syntax error with its place; and a text that parses means the same when
 * it is written as JSON.
 */
class HclFuzzTest {
    private static final int LONGEST = 2_048;

    @FuzzTest(maxDuration = "30s")
    void policy(byte[] bytes) {
        if (bytes.length > LONGEST) {
            return;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            Policy policy = PolicyParser.parse("p", text);
            Acl.compile(java.util.List.of(policy), TemplateContext.none()).capabilities("secret/a");
        } catch (PolicySyntaxException e) {
            assertThat(e.line()).isBetween(1, lines(text));
            assertThat(e.column()).isBetween(1, text.length() + 1);
            assertThat(e).message().doesNotContainPattern("\\p{Cc}");
        }
        sameAsJson(text);
    }

    private static void sameAsJson(String text) {
        String json;
        try {
            json = json(Hcl.parse(text));
        } catch (HclSyntaxException e) {
            return;
        }
        try {
            assertThat(json(Hcl.parse(json))).isEqualTo(json);
        } catch (HclSyntaxException e) {
            // Labels become objects, hexadecimal digits decimal ones, and blocks of one name a name
            // that occurs twice, which JSON may not have: nothing else may differ.
            assertThat(e.problem()).containsAnyOf("nesting", "number", "duplicate key");
        }
    }

    private static int lines(String text) {
        return 1 + (int) text.chars().filter(c -> c == '\n').count();
    }

    private static String json(Hcl.Value value) {
        return switch (value) {
            case Hcl.Text string -> quoted(string.value());
            case Hcl.Numeric number -> number.value().toString();
            case Hcl.Flag flag -> String.valueOf(flag.value());
            case Hcl.Null _ -> "null";
            case Hcl.Items items ->
                    items.values().stream()
                            .map(HclFuzzTest::json)
                            .collect(Collectors.joining(",", "[", "]"));
            case Hcl.Body body ->
                    body.entries().stream()
                            .map(HclFuzzTest::json)
                            .collect(Collectors.joining(",", "{", "}"));
        };
    }

    private static String json(Hcl.Entry entry) {
        String value = json(entry.value());
        for (Hcl.Key key : entry.keys().subList(1, entry.keys().size()).reversed()) {
            value = "{" + quoted(key.name()) + ":" + value + "}";
        }
        return quoted(entry.name()) + ":" + value;
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c < ' ' || c == '"' || c == '\\') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
