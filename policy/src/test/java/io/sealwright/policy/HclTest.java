package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HclTest {

    @Test
    void readsAConfigurationFile() {
        Hcl.Body body =
                Hcl.parse(
                        """
                        ui = true // on
                        api_addr = "http://127.0.0.1:8200"
                        storage "raft" {
                          path    = "/var/lib/x"
                          node_id = "n1"
                          retry_join { leader_api_addr = "http://a" }
                          retry_join { leader_api_addr = "http://b" }
                        }
                        listener "tcp" { address = "127.0.0.1:8200" tls_disable = 1 }
                        listener "unix" { address = "/run/x" }
                        /* a
                           comment */
                        telemetry { prefixes = ["+a", "-b",] }
                        """);
        assertThat(body.value("ui")).map(value -> ((Hcl.Flag) value).value()).contains(true);
        List<Hcl.Block> listeners = body.blocks("listener", 1);
        assertThat(listeners)
                .extracting(Hcl.Block::labels)
                .containsExactly(List.of("tcp"), List.of("unix"));
        assertThat(listeners.getFirst().at()).isEqualTo(new Hcl.Position(9, 1));
        assertThat(number(listeners.getFirst().body(), "tls_disable")).isEqualByComparingTo("1");
        Hcl.Body raft = body.blocks("storage", 1).getFirst().body();
        assertThat(raft.blocks("retry_join", 0))
                .extracting(block -> text(block.body(), "leader_api_addr"))
                .containsExactly("http://a", "http://b");
        assertThat(body.blocks("telemetry", 0)).hasSize(1);
        assertThat(body.blocks("seal", 1)).isEmpty();
    }

    @Test
    void readsTheSameFileAsJson() {
        Hcl.Body body =
                Hcl.parse(
                        """
                        {"listener": [{"tcp": {"address": "a"}}, {"tcp": {"address": "b"}}],
                         "storage": {"raft": {"retry_join": [{"x": 1}, {"x": 2}]}}, "ui": false}
                        """);
        assertThat(body.blocks("listener", 1))
                .extracting(block -> text(block.body(), "address"))
                .containsExactly("a", "b");
        assertThat(body.blocks("storage", 1).getFirst().body().blocks("retry_join", 0)).hasSize(2);
    }

    @Test
    void quotedStrings() {
        Map<String, String> values =
                Map.of(
                        "\"a\\n\\t\\\"\\\\\"", "a\n\t\"\\",
                        "\"\\x41\\u00e9\\U0001F600\\101\"", "Aé😀A",
                        "\"${a \"b\" {c}} d\"", "${a \"b\" {c}} d",
                        "\"${a\n}\"", "${a\n}",
                        "\"$ {\"", "$ {",
                        "\"a'b # c // d\"", "a'b # c // d",
                        "\"\"", "");
        values.forEach((literal, value) ->
                assertThat(text(Hcl.parse("x = " + literal), "x")).isEqualTo(value));
    }

    @Test
    void heredocs() {
        assertThat(text(Hcl.parse("x = <<EOF\na\n  b\nEOF\ny = 1"), "x")).isEqualTo("a\n  b\n");
        assertThat(text(Hcl.parse("x = <<-EOF\n  a\n    b\n  EOF\n"), "x")).isEqualTo("a\n  b\n");
        assertThat(text(Hcl.parse("x = <<-EOF\n  a\n b\n  EOF\n"), "x")).isEqualTo("  a\n b\n");
        assertThat(text(Hcl.parse("x = <<EOF\nEOF"), "x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-1, -1",
        "1.25, 1.25",
        "1e3, 1000",
        "-2E-2, -0.02",
        "0x1F, 31",
        "-0x10, -16",
        "017, 15"
    })
    void numbers(String literal, BigDecimal value) {
        assertThat(number(Hcl.parse("x = " + literal), "x")).isEqualByComparingTo(value);
    }

    @Test
    void integersOfAnySizeKeepTheirDigits() {
        assertThat(number(Hcl.parse("{\"x\": 18446744073709551616}"), "x"))
                .isEqualTo("18446744073709551616");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x = \"a",
                "x = \"a\nb\"",
                "x = \"\\q\"",
                "x = \"\\uD800\"",
                "x = \"\\U00110000\"",
                "x = \"\\x4\"",
                "x = <<EOF\na",
                "x = <<\na\n",
                "x = <<-\n",
                "x = < 1",
                "/* open",
                "x = /",
                "x = [1",
                "x = [1 2]",
                "x =",
                "x",
                "= 1",
                "x y = 1",
                "x = 1.2.3",
                "x = 08",
                "x = 0xZZ",
                "x = --1",
                "x = tru",
                "x = {",
                "}",
                "x = ]",
                "\u0000",
                "x = \"\u0000\"",
                "x = \"\uD800\"",
                "{\"a\" 1}",
                "{\"a\": 01}",
                "{\"a\": 1.}",
                "{\"a\": .5}",
                "{\"a\": +1}",
                "{\"a\": 1e}",
                "{\"a\": nul}",
                "{\"a\": NaN}",
                "{\"a\": 1} x",
                "{\"a\": \"\t\"}",
                "{\"a\": \"\\uD800\"}",
                "{\"a\": \"\\uDC00\\uD800\"}",
                "{\"a\": \"\\x41\"}",
                "{'a': 1}",
                "{\"a\": [1,]}",
                "{\"a\": 1,}",
                "{a: 1}",
                "{",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": {\"b\": 1, \"b\": 1}}",
                "{\"a\": 1} # c"
            })
    void malformedTextsAreErrors(String text) {
        assertThatThrownBy(() -> Hcl.parse(text))
                .isInstanceOfSatisfying(
                        HclSyntaxException.class,
                        e -> {
                            assertThat(e.line()).isPositive();
                            assertThat(e.column()).isPositive();
                        });
    }

    @Test
    void jsonEscapes() {
        assertThat(
                        text(
                                Hcl.parse(
                                        "{\"x\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"}"),
                                "x"))
                .isEqualTo("\"\\/\b\f\n\r\té😀");
    }

    @Test
    void boundsHold() {
        int deep = Hcl.MAX_DEPTH;
        assertThat(Hcl.parse("x = " + "[".repeat(deep) + "]".repeat(deep)).entries()).hasSize(1);
        for (String text :
                List.of(
                        "x = " + "[".repeat(deep + 1),
                        "x " + "{ x ".repeat(deep + 1),
                        "{\"x\": " + "[".repeat(200_000),
                        "{\"x\": ".repeat(deep + 1))) {
            assertThatThrownBy(() -> Hcl.parse(text))
                    .isInstanceOf(HclSyntaxException.class)
                    .hasMessageContaining("nesting");
        }
        String digits = "9".repeat(Hcl.MAX_DIGITS + 1);
        for (String text : List.of("x = " + digits, "{\"x\": " + digits + "}", "x = 0x" + digits)) {
            assertThatThrownBy(() -> Hcl.parse(text))
                    .isInstanceOf(HclSyntaxException.class)
                    .hasMessageContaining("number");
        }
        assertThatThrownBy(() -> Hcl.parse("#".repeat(Hcl.MAX_LENGTH + 1)))
                .isInstanceOf(HclSyntaxException.class);
        assertThat(Hcl.parse("#".repeat(Hcl.MAX_LENGTH)).entries()).isEmpty();
    }

    @Test
    void treesDoNotPrintStrings() {
        assertThat(Hcl.parse("token = \"hunter2\"").toString()).doesNotContain("hunter2");
        assertThatThrownBy(() -> Hcl.parse("token = \"hunter2\" \""))
                .hasMessageNotContaining("hunter2");
    }

    private static String text(Hcl.Body body, String name) {
        return ((Hcl.Text) body.value(name).orElseThrow()).value();
    }

    private static BigDecimal number(Hcl.Body body, String name) {
        return ((Hcl.Numeric) body.value(name).orElseThrow()).value();
    }
}
