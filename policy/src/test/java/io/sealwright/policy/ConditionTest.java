package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.ConditionFacts.IdentityFacts;
import io.sealwright.policy.ConditionFacts.RequestFacts;
import io.sealwright.policy.Decision.Outcome;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private static final Instant NOON = Instant.parse("2026-03-04T12:30:00Z");

    private record Facts(RequestFacts request, IdentityFacts identity) implements ConditionFacts {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.operation == 'update'",
                "request.path.startsWith('secret/data/')",
                "request.remote_address == '10.1.2.3'",
                "request.remote_address.inCidr('10.0.0.0/8')",
                "!request.remote_address.inCidr('192.168.0.0/16') && !request.remote_address.inCidr('fd00::/8')",
                "request.time < timestamp('2027-01-01T00:00:00Z')",
                "request.time.getHours('Europe/Berlin') == 13 && request.time.getDayOfWeek() == 3",
                "request.namespace == ''",
                "request.tls",
                "request.parameters.name == 'x' && request.parameters.count == 5 && request.parameters.half == 0.5",
                "!has(request.parameters.other) && has(request.parameters.none)",
                "request.parameters.none == null",
                "request.parameters.list.exists(e, e == 'b') && size(request.parameters.list) == 2",
                "request.parameters.map.inner.flag",
                "request.parameters.all(name, name.matches('^[a-z]+$'))",
                "request.parameters.huge > 1.0e19",
                "identity.entity.id == 'e-1' && identity.entity.name == 'alice' && identity.entity.metadata.team == 'red'",
                "'ops' in identity.groups && 'g-1' in identity.group_ids",
                "identity.metadata.role == 'ci'",
                "identity.auth_method == 'approle' && identity.auth_mount == 'auth/ci/'",
                "identity.token_age < duration('31m') && identity.token_age >= duration('30m')",
                "identity.display_name == 'ci-role' && 'p' in identity.policies",
            })
    void seesTheRequestAndTheIdentity(String text) {
        assertThat(evaluate(text)).isEqualTo(ConditionResult.MET);
        assertThat(evaluate("!(" + text + ")")).isEqualTo(ConditionResult.NOT_MET);
    }

    @Test
    void withoutAnEntityItIsEmpty() {
        Facts none =
                new Facts(
                        facts().request(),
                        new IdentityFacts(
                                Optional.empty(),
                                List.of(),
                                Map.of(),
                                "",
                                "",
                                NOON,
                                "",
                                List.of()));
        assertThat(
                        CelConditions.compile(
                                        "identity.entity.id == '' && size(identity.groups) == 0 && !('a' in identity.entity.metadata)")
                                .evaluate(none))
                .isEqualTo(ConditionResult.MET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "request.pth == 'a' | undeclared reference to 'request'",
                "request.path | expected type 'bool' but found 'string'",
                "request.path == 5 | no matching overload",
                "request.tls + 1 == 2 | no matching overload",
                "'a' in request.path | no matching overload",
                "request.path == | syntax error",
                " | syntax error",
                "request.time > timestamp('2026-01-01') | timestamp",
                "identity.token_age < duration('5 minutes') | duration",
                "request.path.matches('(') | Regex",
                "request.remote_address.inCidr('10.0.0.0/33') | not a range",
                "request.remote_address.inCidr('example.org') | not a range",
                "request.time.getHour() == 1 | undeclared reference to 'getHour'",
            })
    void isCheckedWhenItIsWritten(@Nullable String text, String problem) {
        String policy =
                "path \"a\" {\n  capabilities = [\"read\"]\n  condition = \""
                        + (text == null ? "" : text)
                        + "\"\n}";
        assertThatThrownBy(() -> PolicyParser.parse("p", policy))
                .isInstanceOf(PolicySyntaxException.class)
                .hasMessageStartingWith("failed to parse policy: path \"a\": condition: ")
                .hasMessageContaining(problem)
                .hasMessageContaining(" of the expression")
                .hasMessageEndingWith("(line 3, column 15)");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> CelConditions.compile("user == 'x'"))
                .hasMessageContaining("there are request.operation, request.path")
                .hasMessageContaining("identity.display_name");
    }

    @Test
    void aSyntaxErrorQuotesNothingOfTheText() {
        assertThatThrownBy(() -> CelConditions.compile("request.path == \"hunter2"))
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "request.parameters.other == 'a' | is not there",
                "identity.metadata['other'] == 'a' | is not there",
                "request.parameters.name > 5 | has a type",
                "int(request.parameters.name) > 5 | does not have the form",
                "request.parameters.count / 0 == 1 | division by zero",
                "request.parameters.count * 9223372036854775807 > 1 | out of range",
                "request.parameters.list[7] == 'a' | no such element",
                "request.time.getHours(request.path) == 1 | does not have the form",
                "request.path.inCidr('10.0.0.0/8') | could not be evaluated",
            })
    void whatGoesWrongIsToldWithoutValues(String text, String problem) {
        ConditionResult result = evaluate(text);
        assertThat(result.state()).isEqualTo(ConditionResult.State.FAILED);
        assertThat(result.problem()).contains(problem).doesNotContain("secret");
    }

    @Test
    void aKnownAnswerOutweighsAnError() {
        assertThat(evaluate("request.parameters.other == 'a' || request.tls"))
                .isEqualTo(ConditionResult.MET);
    }

    @Test
    void withoutFactsItFails() {
        assertThat(CelConditions.compile("request.tls").evaluate(ConditionFacts.unknown()).state())
                .isEqualTo(ConditionResult.State.FAILED);
        assertThat(CelConditions.compile("true").evaluate(ConditionFacts.unknown()))
                .isEqualTo(ConditionResult.MET);
    }

    @Test
    void lengthDepthAndSizeAreBounded() {
        String path = "request.path == '" + "a".repeat(CelConditions.MAX_LENGTH) + "'";
        assertThatThrownBy(() -> CelConditions.compile(path)).hasMessageContaining("longer than");
        assertThatThrownBy(() -> CelConditions.compile("(".repeat(500) + "true" + ")".repeat(500)))
                .isInstanceOf(IllegalArgumentException.class);
        String wide = String.join("||", Collections.nCopies(300, "true"));
        assertThatThrownBy(() -> CelConditions.compile(wide))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void usesOfRegularExpressionsAreBounded() {
        String one = "request.path.matches('a')";
        assertThat(CelConditions.compile(String.join(" || ", Collections.nCopies(4, one))))
                .isNotNull();
        assertThatThrownBy(() ->
                        CelConditions.compile(String.join(" || ", Collections.nCopies(5, one))))
                .hasMessageContaining("more than 4 uses of matches");
    }

    @Test
    void stepsOfLoopsAreBounded() {
        Map<String, Object> parameters = Map.of("l", Collections.nCopies(200, "x"));
        ConditionResult result =
                evaluate(
                        "request.parameters.l.all(a, request.parameters.l.all(b, a == b))",
                        parameters);
        assertThat(result.problem()).contains("more than 250 steps");
        assertThat(evaluate("request.parameters.l.all(a, a == 'x')", parameters))
                .isEqualTo(ConditionResult.MET);
    }

    @Test
    void moreOfTheParametersThanIsAllowedFails() {
        String large = "x".repeat(CelValues.MAX_CHARACTERS + 1);
        List<Integer> many = Collections.nCopies(CelValues.MAX_VALUES, 1);
        for (Object value : List.of(large, many, Map.of("inner", large))) {
            String text = "request.parameters.all(name, request.parameters[name] != 'y')";
            ConditionResult result =
                    evaluate(
                            value instanceof Map ? "request.parameters.a.inner == 'y'" : text,
                            Map.of("a", value));
            assertThat(result.problem()).contains("looks at more of the parameters");
        }
        assertThat(evaluate("request.parameters.all(n, n == 'y')", Map.of(large, 1)).problem())
                .contains("looks at more of the parameters");
    }

    @Test
    void whatIsNotLookedAtDoesNotCount() {
        Map<String, Object> parameters =
                Map.of(
                        "data",
                        Map.of("secret", "x".repeat(CelValues.MAX_CHARACTERS + 1), "b", 1),
                        "options",
                        Map.of("cas", 0));
        assertThat(
                        evaluate(
                                "request.parameters.options.cas == 0 && has(request.parameters.data.secret)"
                                        + " && size(request.parameters.data) == 2 && request.parameters.data.b == 1",
                                parameters))
                .isEqualTo(ConditionResult.MET);
    }

    @Test
    void aPolicyHasABoundedNumberOfThem() {
        String one = "path \"a\" { condition = \"true\" }\n";
        assertThat(PolicyParser.parse("p", one.repeat(PolicyParser.MAX_CONDITIONS)).rules())
                .hasSize(PolicyParser.MAX_CONDITIONS);
        assertThatThrownBy(
                        () -> PolicyParser.parse("p", one.repeat(PolicyParser.MAX_CONDITIONS + 1)))
                .hasMessageContaining("more than 256 conditions");
    }

    @Test
    void oneProgramServesManyThreads() {
        Condition condition =
                CelConditions.compile(
                        "request.parameters.n % 2 == 0 && request.parameters.l.all(x, x == request.parameters.n)");
        List<Long> wrong =
                LongStream.range(0, 20_000)
                        .parallel()
                        .filter(n -> {
                            Map<String, Object> parameters =
                                    Map.of("n", n, "l", Collections.nCopies(3, n));
                            return evaluate(condition, parameters).counts() != (n % 2 == 0);
                        })
                        .boxed()
                        .toList();
        assertThat(wrong).isEmpty();
    }

    @Test
    void isAString() {
        assertThatThrownBy(() -> PolicyParser.parse("p", "path \"a\" { condition = true }"))
                .hasMessageContaining("\"condition\" must be a string");
    }

    @Test
    void aBlockCountsOnlyWhileItIsMetAndHidesWiderOnesAlways() {
        Acl acl =
                AclTest.acl(AclTest.rule("a/*", "read"), conditional("a/b", "read", "request.tls"));
        assertThat(decide(acl, "a/b", true).allowed()).isTrue();
        assertThat(decide(acl, "a/b", false).outcome()).isEqualTo(Outcome.CONDITION_NOT_MET);
        assertThat(decide(acl, "a/c", false).allowed()).isTrue();
    }

    @Test
    void blocksOfOnePathAddUpAsTheirConditionsSay() {
        Acl acl =
                AclTest.acl(
                        conditional("a", "read", "request.tls"),
                        AclTest.rule("a", "list"),
                        conditional("a", "deny", "request.remote_address == '10.0.0.9'"));
        assertThat(decide(acl, "a", true).allowed()).isTrue();
        assertThat(decide(acl, "a", true).grantedBy())
                .extracting(Decision.Source::place)
                .containsExactly("p0:1");
        assertThat(decide(acl, "a", false).outcome()).isEqualTo(Outcome.CONDITION_NOT_MET);
        assertThat(acl.capabilities("a")).containsExactly("list", "read");
    }

    @Test
    void anErrorRefusesWhateverOthersGrant() {
        Acl acl =
                AclTest.acl(
                        AclTest.rule("a", "read"),
                        conditional("a", "read", "request.parameters.x == 'y'"));
        Decision decision = decide(acl, "a", true);
        assertThat(decision.outcome()).isEqualTo(Outcome.CONDITION_FAILED);
        assertThat(decision.rootPrivs()).isFalse();
    }

    @Test
    void aConditionalDenyIsMetByAListingAndATrailingSlashToo() {
        Acl acl =
                AclTest.acl(
                        "path \"a/*\" { capabilities = [\"list\", \"read\"] }",
                        conditional("a/b*", "deny", "!request.tls"));
        for (Operation operation : List.of(Operation.LIST, Operation.READ)) {
            for (String path : List.of("a/b", "a/b/")) {
                assertThat(decide(acl, operation, path, true).allowed()).isFalse();
                assertThat(decide(acl, operation, path, false).outcome()).isEqualTo(Outcome.DENIED);
            }
        }
    }

    @Test
    void withoutConditionsNoFactIsAskedFor() {
        Acl acl = AclTest.acl(AclTest.rule("a", "read"), conditional("b", "read", "request.tls"));
        assertThat(acl.decide(Operation.READ, "a", ParameterView.none(), null).allowed()).isTrue();
        assertThat(acl.decide(Operation.READ, "b", ParameterView.none(), null).outcome())
                .isEqualTo(Outcome.CONDITION_FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.128/25, 10.1.2.127, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
    })
    void ranges(String range, String address, boolean contains) {
        assertThat(
                        CidrRange.parse(range)
                                .orElseThrow()
                                .contains(CidrRange.address(address).orElseThrow()))
                .isEqualTo(contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "a.b/8",
                "::/129",
                "10.0.0.0/08x"
            })
    void noRanges(String text) {
        assertThat(CidrRange.parse(text)).isEmpty();
    }

    static String conditional(String path, String capability, String condition) {
        return "path \""
                + path
                + "\" { capabilities = [\""
                + capability
                + "\"] condition = \""
                + condition
                + "\" }\n";
    }

    private static Decision decide(Acl acl, String path, boolean tls) {
        return decide(acl, Operation.READ, path, tls);
    }

    private static Decision decide(Acl acl, Operation operation, String path, boolean tls) {
        RequestFacts request =
                new RequestFacts(operation, path, ParameterView.none(), "10.1.2.3", NOON, "", tls);
        return acl.decide(
                new AccessRequest(
                        operation,
                        path,
                        request.parameters(),
                        null,
                        new Facts(request, facts().identity())));
    }

    private static ConditionResult evaluate(String text) {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        parameters.put("name", "x");
        parameters.put("count", new BigDecimal("5"));
        parameters.put("half", new BigDecimal("0.5"));
        parameters.put("none", null);
        parameters.put("list", new ArrayList<>(Arrays.asList("a", "b")));
        parameters.put("map", Map.of("inner", Map.of("flag", true)));
        parameters.put("huge", new BigInteger("99999999999999999999"));
        return evaluate(text, parameters);
    }

    private static ConditionResult evaluate(
            String text, Map<String, ? extends @Nullable Object> parameters) {
        return evaluate(CelConditions.compile(text), parameters);
    }

    private static ConditionResult evaluate(
            Condition condition, Map<String, ? extends @Nullable Object> parameters) {
        RequestFacts request =
                new RequestFacts(
                        Operation.UPDATE,
                        "secret/data/x",
                        ParameterView.of(parameters),
                        "10.1.2.3",
                        NOON,
                        "",
                        true);
        return condition.evaluate(new Facts(request, facts().identity()));
    }

    private static Facts facts() {
        RequestFacts request =
                new RequestFacts(
                        Operation.READ, "a", ParameterView.none(), "10.1.2.3", NOON, "", true);
        TemplateContext.Entity entity =
                new TemplateContext.Entity("e-1", "alice", Map.of("team", "red"), List.of());
        return new Facts(
                request,
                new IdentityFacts(
                        Optional.of(entity),
                        List.of(new TemplateContext.Group("g-1", "ops", Map.of())),
                        Map.of("role", "ci"),
                        "approle",
                        "auth/ci/",
                        NOON.minusSeconds(30 * 60),
                        "ci-role",
                        List.of("p")));
    }
}
