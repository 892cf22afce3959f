package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParserTest {

    @Test
    void readsEveryKey() {
        String text =
                """
                # a policy
                name = "ignored"
                path "secret/data/{{identity.entity.id}}/*" {
                    comment = "why"
                    capabilities = ["create", "read", "update",]
                    allowed_parameters = { "Bar" = ["zip", "z*"], "n" = [1, 1.5, true], "*" = [] }
                    denied_parameters { foo = [] }
                    required_parameters = ["x"]
                    min_wrapping_ttl = 60 max_wrapping_ttl = "1h30m"
                    pagination_limit = "25"
                }
                """;
        Policy policy = PolicyParser.parse("p", text);
        assertThat(policy.templated()).isTrue();
        PathRule rule = policy.rules().getFirst();
        assertThat(rule.line()).isEqualTo(3);
        assertThat(rule.rawPath()).isEqualTo("secret/data/{{identity.entity.id}}/*");
        assertThat(rule.pattern().kind()).isEqualTo(PathPattern.Kind.PREFIX);
        assertThat(rule.capabilities())
                .containsExactlyInAnyOrder(Capability.CREATE, Capability.READ, Capability.UPDATE);
        assertThat(rule.constraints())
                .isEqualTo(
                        new PathRule.Constraints(
                                Map.of(
                                        "bar",
                                        List.of("zip", "z*"),
                                        "n",
                                        List.of(new BigDecimal("1"), new BigDecimal("1.5"), true),
                                        "*",
                                        List.of()),
                                Map.of("foo", List.of()),
                                List.of("x"),
                                Duration.ofSeconds(60),
                                Duration.ofMinutes(90),
                                25));
    }

    @ParameterizedTest
    @CsvSource({
        "read, 'read,list'",
        "write, 'create,read,update,delete,list'",
        "sudo, 'create,read,update,delete,list,sudo'",
        "deny, deny",
    })
    void oldShorthandIsExpanded(String word, String capabilities) {
        PathRule rule =
                PolicyParser.parse("p", "path \"a\" { policy = \"" + word + "\" }")
                        .rules()
                        .getFirst();
        assertThat(rule.capabilities())
                .extracting(Capability::wireName)
                .containsExactlyInAnyOrder(capabilities.split(",", -1));
    }

    @Test
    void shorthandAddsToCapabilities() {
        Policy policy =
                PolicyParser.parse(
                        "p", "path \"a\" { capabilities = [\"sudo\"] policy = \"read\" }");
        assertThat(policy.rules().getFirst().capabilities())
                .isEqualTo(Set.of(Capability.SUDO, Capability.READ, Capability.LIST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"path\": {\"a/*\": {\"capabilities\": [\"read\"]}, \"b\": {\"policy\": \"deny\"}}}",
                "{\"path\": [{\"a/*\": {\"capabilities\": [\"read\"]}}, {\"b\": {\"policy\": \"deny\"}}]}",
                "  {\"name\": \"x\", \"path\": {\"a/*\": [{\"capabilities\": [\"read\"]}], \"b\": {\"policy\": \"deny\"}}}\n",
                "path \"a/*\" { capabilities = [\"read\"] } path b { policy = \"deny\" }",
                "\uFEFFpath \"a/*\" { capabilities = [\"read\"] },\r\npath \"b\" { policy = \"deny\" }\r\n",
            })
    void jsonAndHclReadAlike(String text) {
        List<PathRule> rules = PolicyParser.parse("p", text).rules();
        assertThat(rules)
                .extracting(PathRule::pattern)
                .containsExactly(
                        new PathPattern("a/", PathPattern.Kind.PREFIX),
                        new PathPattern("b", PathPattern.Kind.EXACT));
        assertThat(rules.get(0).capabilities()).containsExactly(Capability.READ);
        assertThat(rules.get(1).capabilities()).containsExactly(Capability.DENY);
    }

    @Test
    void textWithoutRulesIsAPolicy() {
        assertThat(PolicyParser.parse("p", "").rules()).isEmpty();
        assertThat(PolicyParser.parse("p", "# only a comment").rules()).isEmpty();
        assertThat(PolicyParser.parse("p", "{}").rules()).isEmpty();
        assertThat(PolicyParser.parse("p", "path \"a\" {}").rules().getFirst().capabilities())
                .isEmpty();
    }

    /** What is wrong, and where: the message is exactly this. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    pth "a" { }                                       | invalid key "pth" (line 1, column 1)
                    path "a" { capabilites = [] }                     | path "a": invalid key "capabilites" (line 1, column 12)
                    path "a" { capabilities = ["bogus"] }             | path "a": invalid capability "bogus" (line 1, column 28)
                    path "a" { capabilities = ["READ"] }              | path "a": invalid capability "READ" (line 1, column 28)
                    path "a" { capabilities = ["root"] }              | path "a": invalid capability "root" (line 1, column 28)
                    path "a" { capabilities = [5] }                   | path "a": invalid capability "5" (line 1, column 28)
                    path "a" { capabilities = "read" }                | path "a": "capabilities" must be a list of strings (line 1, column 27)
                    path "a" { policy = "bogus" }                     | path "a": invalid policy "bogus" (line 1, column 21)
                    path "a" { policy = ["read"] }                    | path "a": "policy" must be a string (line 1, column 21)
                    path "a/+*" { }                                   | path "a/+*": invalid use of wildcards ('+*' is forbidden) (line 1, column 1)
                    path "a" "b" { }                                  | too many labels for "path" (line 1, column 1)
                    path = "a"                                        | "path" must be a block (line 1, column 8)
                    path "a" { min_wrapping_ttl = "x" }               | path "a": error parsing min_wrapping_ttl: not a duration (line 1, column 31)
                    path "a" { min_wrapping_ttl = "-1s" }             | path "a": error parsing min_wrapping_ttl: not a duration (line 1, column 31)
                    path "a" { max_wrapping_ttl = -1 }                | path "a": error parsing max_wrapping_ttl: not a duration (line 1, column 31)
                    path "a" { min_wrapping_ttl = 2 max_wrapping_ttl = 1 } | path "a": max_wrapping_ttl cannot be less than min_wrapping_ttl (line 1, column 1)
                    path "a" { mfa_methods = ["x"] }                  | path "a": "mfa_methods" is not supported (line 1, column 12)
                    path "a" { control_group { } }                    | path "a": "control_group" is not supported (line 1, column 12)
                    path "a" { allowed_parameters = { x = "y" } }     | path "a": "allowed_parameters" must hold lists of values (line 1, column 35)
                    path "a" { allowed_parameters = [] }              | path "a": "allowed_parameters" must be an object (line 1, column 33)
                    path "a" { denied_parameters = { x = [] X = [] } } | path "a": a parameter of "denied_parameters" is given twice (line 1, column 41)
                    path "a" { policy = "read" policy = "deny" }      | path "a": "policy" is given twice (line 1, column 28)
                    path "a" { pagination_limit = 1.5 }               | path "a": "pagination_limit" must be a whole number from 0 (line 1, column 31)
                    path "a" { expiration = "tomorrow" }              | path "a": invalid expiration time: RFC 3339 or Unix seconds expected (line 1, column 25)
                    path "a" { capabilities = ["read"                 | list is not closed: expected ']' (line 1, column 34)
                    path "a" {                                        | object is not closed: expected '}' (line 1, column 11)
                    path "a" { } }                                    | expected a key, '=' or '{' (line 1, column 14)
                    path "a" = { }                                    | nested object expected: '{' after labels, not '=' (line 1, column 10)
                    path 'a' { }                                      | expected a key, '=' or '{' (line 1, column 6)
                    path "a" { capabilities = ["update" "read"] }     | expected ',' or ']' in a list (line 1, column 37)
                    {"path": {"a": {}}, "path": {"b": {}}}            | duplicate key "path" (line 1, column 21)
                    {"path": {"a": {"capabilities": ["read"],}}}      | expected a string as key (line 1, column 42)
                    {"path": 5}                                       | "path" must be a block (line 1, column 10)
                    """)
    void errorsSayWhatAndWhere(String text, String message) {
        assertThatThrownBy(() -> PolicyParser.parse("p", text))
                .isInstanceOf(PolicySyntaxException.class)
                .hasMessage("failed to parse policy: " + message);
    }

    @Test
    void placeCountsLinesAndCharacters() {
        String text = "# ä😀\npath \"😀\" {\n\t/* ü */ capabilities = [\"é\"]\n}";
        assertThatThrownBy(() -> PolicyParser.parse("p", text))
                .isInstanceOfSatisfying(
                        PolicySyntaxException.class,
                        e -> {
                            assertThat(e.line()).isEqualTo(3);
                            assertThat(e.column()).isEqualTo(26);
                        });
    }

    @Test
    void parameterValuesAreNotInMessages() {
        String text = "path \"a\" { allowed_parameters = { x = [\"hunter2\"], y = \"hunter2\" } }";
        assertThatThrownBy(() -> PolicyParser.parse("p", text)).hasMessageNotContaining("hunter2");
    }

    @Test
    void longAndControlCharactersAreTamedInMessages() {
        assertThatThrownBy(() -> PolicyParser.parse("p", "\"k\\n" + "x".repeat(500) + "\" { }"))
                .hasMessageContaining("invalid key \"k?xxx")
                .hasMessageContaining("x...\"")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @CsvSource({
        "60, 60000",
        "1.5, 1500",
        "'\"90\"', 90000",
        "'\"1h\"', 3600000",
        "'\"1d\"', 86400000",
        "'\"1m30s\"', 90000",
        "'\"100ms\"', 100",
        "'\"1.5h\"', 5400000",
        "0, 0",
        "0x10, 16000",
        "010, 8000",
    })
    void durations(String text, long millis) {
        PathRule rule =
                PolicyParser.parse("p", "path \"a\" { max_wrapping_ttl = " + text + " }")
                        .rules()
                        .getFirst();
        assertThat(rule.constraints().maxWrappingTtl()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1x\"",
                "\"h\"",
                "\"\"",
                "\"1h-1m\"",
                "\"9999999999h\"",
                "1e30",
                "\"1..5s\"",
                "true",
                "[1]"
            })
    void notDurations(String text) {
        assertThatThrownBy(() ->
                        PolicyParser.parse("p", "path \"a\" { max_wrapping_ttl = " + text + " }"))
                .isInstanceOf(PolicySyntaxException.class)
                .hasMessageContaining("not a duration");
    }
}
