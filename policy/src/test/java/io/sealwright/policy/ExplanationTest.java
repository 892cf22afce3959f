package io.sealwright.policy;

import static io.sealwright.policy.AclTest.acl;
import static io.sealwright.policy.AclTest.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {

    @Test
    void aDenyAtLineTwoAndAReadElsewhere() {
        Explanation why = explain(acl("\n" + rule("a/b", "deny"), rule("a/b", "read")), "a/b");
        assertThat(why.summary()).isEqualTo("deny p0:2");
        assertThat(why.reason()).isEqualTo("the rule denies the path");
        assertThat(lost(why)).containsExactly("p1:1 a rule for the same path denies");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a/b/c  | a/*    | a rule for exactly this path comes first",
                "a/b/*  | a/*    | its first wildcard comes earlier",
                "a/b/*  | a/+/c  | its first wildcard comes earlier",
                "a/+/c  | a/+/*  | it ends with *",
                "a/+/c  | a/+/+  | it has more + segments",
                "a/+/c* | a/+/*  | it is shorter",
            })
    void strongerPatternsWin(String winner, String loser, String why) {
        Explanation explanation = explain(acl(rule(loser, "deny") + rule(winner, "read")), "a/b/c");
        assertThat(explanation.summary()).isEqualTo("allow p0:2");
        assertThat(lost(explanation)).containsExactly("p0:1 " + why);
    }

    @Test
    void theBlocksThatGrantAreNamedAndTheOthersHaveLost() {
        Acl acl = acl(rule("a", "read"), rule("a", "list"), rule("a", "read"));
        Explanation why = explain(acl, "a");
        assertThat(why.summary()).isEqualTo("allow p0:1, p2:1");
        assertThat(lost(why)).containsExactly("p1:1 it does not grant read");
    }

    @Test
    void noRuleRootAndSudo() {
        assertThat(explain(acl(rule("b", "read")), "a").summary())
                .isEqualTo("deny: no rule matches the path");
        assertThat(explain(Acl.root(), "a").summary()).isEqualTo("allow: root policy");
        Explanation sudo = acl(rule("a", "read")).explain(request("a", Map.of()), true);
        assertThat(sudo.decision().allowed()).isFalse();
        assertThat(sudo.summary()).isEqualTo("deny p0:1");
        assertThat(sudo.reason()).contains("sudo");
    }

    @Test
    void conditionsAreToldWithTheirResult() {
        Acl acl =
                acl(
                        ConditionTest.conditional("a", "read", "false"),
                        rule("a", "list"),
                        ConditionTest.conditional("b", "read", "request.tls"));
        Explanation unmet = explain(acl, "a");
        assertThat(unmet.summary()).isEqualTo("deny p0:1");
        assertThat(unmet.decidedBy().getFirst().condition().text()).isEqualTo("not met");
        assertThat(lost(unmet)).containsExactly("p1:1 it does not grant read");
        Explanation failed = explain(acl, "b");
        assertThat(failed.summary()).isEqualTo("deny p2:1");
        assertThat(failed.decidedBy().getFirst().condition().text())
                .isEqualTo("failed: it could not be evaluated");
    }

    @Test
    void theParameterIsNamedAndItsValueIsNot() {
        Acl acl =
                acl(
                        "path \"a\" { capabilities = [\"read\"] denied_parameters = { x = [\"hunter2\"] } }");
        Explanation why = acl.explain(request("a", Map.of("x", "hunter2")), false);
        assertThat(why.reason()).isEqualTo("a parameter is denied: x");
        assertThat(why.toString()).doesNotContain("hunter2");
        Acl missing = acl("path \"a\" { capabilities = [\"read\"] required_parameters = [\"y\"] }");
        assertThat(explain(missing, "a").reason()).isEqualTo("a required parameter is missing: y");
    }

    @Test
    void whatWasLeftOutIsTold() {
        String text =
                "path \"a/+\" { capabilities = [\"read\"] expiration = \"2020-01-01T00:00:00Z\" }\n"
                        + rule("a/{{identity.entity.id}}", "read")
                        + rule("c/{{identity.entity.id}}", "read");
        Acl acl =
                Acl.compile(
                        List.of(PolicyParser.parse("p", text)),
                        TemplateContext.none(),
                        Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(lost(explain(acl, "a/b")))
                .containsExactly(
                        "p:1 it has expired", "p:2 the identity has no usable value for its path");
    }

    @Test
    void theListOfLosersIsBounded() {
        StringBuilder text = new StringBuilder(rule("a".repeat(40), "read"));
        for (int i = 1; i < 40; i++) {
            text.append(rule("a".repeat(i) + "*", "read"));
        }
        Explanation why = explain(acl(text.toString()), "a".repeat(40));
        assertThat(why.lost()).hasSize(Explanation.MAX_LOST);
        assertThat(why.lostMore()).isEqualTo(19);
        assertThat(why.lost().getFirst().source().rawPath()).isEqualTo("a".repeat(39) + "*");
    }

    @Test
    void whatIsPossibleAtAll() {
        Acl acl =
                acl(
                        rule("a", "read")
                                + ConditionTest.conditional("b", "read", "request.tls")
                                + "path \"c\" { capabilities = [\"read\", \"sudo\"] required_parameters = [\"x\"] }"
                                + rule("d", "deny"));
        assertThat(acl.possible(Operation.READ, "a", false)).isEqualTo(Acl.Possibility.ALWAYS);
        assertThat(acl.possible(Operation.READ, "a", true)).isEqualTo(Acl.Possibility.NEVER);
        assertThat(acl.possible(Operation.READ, "b", false))
                .isEqualTo(Acl.Possibility.WITHIN_LIMITS);
        assertThat(acl.possible(Operation.READ, "c", true))
                .isEqualTo(Acl.Possibility.WITHIN_LIMITS);
        assertThat(acl.possible(Operation.READ, "d", false)).isEqualTo(Acl.Possibility.NEVER);
        assertThat(acl.possible(Operation.LIST, "a", false)).isEqualTo(Acl.Possibility.NEVER);
        assertThat(Acl.root().possible(Operation.READ, "z", true))
                .isEqualTo(Acl.Possibility.ALWAYS);
    }

    private static List<String> lost(Explanation explanation) {
        return explanation.lost().stream()
                .map(lost -> lost.source().place() + " " + lost.why())
                .toList();
    }

    private static Explanation explain(Acl acl, String path) {
        return acl.explain(request(path, Map.of()), false);
    }

    private static AccessRequest request(String path, Map<String, Object> parameters) {
        return new AccessRequest(
                Operation.READ, path, ParameterView.of(parameters), null, ConditionFacts.unknown());
    }
}
