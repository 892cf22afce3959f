package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Decision.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclTest {

    /** The examples of Vault's page on policies: which of two patterns wins for a path. */
    @ParameterizedTest
    @CsvSource({
        "secret/a,             secret/*,              secret/a",
        "secret/super-secret,  secret/*,              secret/super-secret",
        "secret/foo*,          secret/f*,             secret/food",
        "secret/+/teamb,       secret/*,              secret/foo/teamb",
        "secret/foo/+,         secret/+/teamb,        secret/foo/teamb",
        "secret/foo/+,         secret/foo/*,          secret/foo/bar",
        "secret/foo/+/baz,     secret/foo/+/*,        secret/foo/bar/baz",
        "secret/foo/+/baz,     secret/foo/+/+,        secret/foo/bar/baz",
        "secret/+/bar/ba*,     secret/+/bar/b*,       secret/foo/bar/baz",
        "secret/+/b/+,         secret/+/+/+,          secret/a/b/c",
        "secret/foo/b*,        secret/foo/+,          secret/foo/bar",
        "foo/bar/+/baz,        foo/+/bar/baz,         foo/bar/bar/baz",
        "+/b,                  +/*,                   a/b",
        "+,                    *,                     a",
    })
    void firstPatternWins(String winner, String loser, String path) {
        for (List<String> order : List.of(List.of(winner, loser), List.of(loser, winner))) {
            List<PathRule> rules =
                    order.stream()
                            .map(pattern ->
                                    PathRule.of(
                                            pattern,
                                            Set.of(
                                                    pattern.equals(winner)
                                                            ? Capability.READ
                                                            : Capability.DELETE)))
                            .toList();
            Acl acl = Acl.compile(List.of(new Policy("p", rules)), TemplateContext.none());
            assertThat(acl.capabilities(path)).containsExactly("read");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "secret/+/b,    secret/a/b/c", "secret/+,   secret/a/b", "secret/+/*, secret/a",
                "secret/a*, secret/b",
        "+,             a/b", "a/+/c,      a/c", "secret/a,   secret/a/", "secret/a/, secret/a",
    })
    void patternDoesNotMatch(String pattern, String path) {
        assertThat(read(acl(rule(pattern, "read")), path).outcome()).isEqualTo(Outcome.NO_RULE);
    }

    @Test
    void policiesAddUpOnTheSamePathAndNameTheirLines() {
        Acl acl = acl("\n" + rule("secret/data/db", "read"), rule("secret/data/db", "update"));
        Decision decision =
                acl.decide(Operation.UPDATE, "secret/data/db", ParameterView.none(), null);
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.grantedBy()).extracting(Decision.Source::policy).containsExactly("p1");
        assertThat(decision.why())
                .isEqualTo(
                        "update: granted; path \"secret/data/db\", policy \"p0\" line 2, policy \"p1\" line 1");
        assertThat(acl.capabilities("secret/data/db")).containsExactly("read", "update");
    }

    @Test
    void denyWinsWithinAPathInEitherOrder() {
        assertThat(acl(rule("a", "read"), rule("a", "deny")).capabilities("a"))
                .containsExactly("deny");
        assertThat(acl(rule("a", "deny"), rule("a", "read")).capabilities("a"))
                .containsExactly("deny");
        Decision decision = read(acl(rule("a", "deny"), rule("a", "read")), "a");
        assertThat(decision.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(decision.grantedBy()).isEmpty();
    }

    @Test
    void narrowerRuleHidesWiderOneEvenIfItGrantsNothing() {
        Acl acl = acl(rule("a/*", "read") + rule("a/b", ""));
        assertThat(read(acl, "a/b").outcome()).isEqualTo(Outcome.CAPABILITY_MISSING);
        assertThat(read(acl, "a/c").allowed()).isTrue();
    }

    @Test
    void operationsNeedTheirCapabilities() {
        for (Operation operation : Operation.values()) {
            Acl all =
                    acl(
                            "path \"a\" { capabilities = [\"create\", \"read\", \"update\", \"patch\", \"delete\", \"list\", \"scan\"] }");
            Acl none = acl(rule("a", "sudo"));
            assertThat(all.decide(operation, "a", ParameterView.none(), null).allowed()).isTrue();
            assertThat(none.decide(operation, "a", ParameterView.none(), null).allowed())
                    .isEqualTo(operation == Operation.HELP);
        }
        assertThat(Operation.REVOKE.required()).isEqualTo(Capability.UPDATE);
        assertThat(Operation.RENEW.required()).isEqualTo(Capability.UPDATE);
        assertThat(Operation.ROLLBACK.required()).isEqualTo(Capability.UPDATE);
    }

    @Test
    void sudoIsReportedApartFromTheOperation() {
        Decision decision =
                read(acl("path \"sys/raw\" { capabilities = [\"read\", \"sudo\"] }"), "sys/raw");
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.rootPrivs()).isTrue();
        assertThat(read(acl(rule("sys/raw", "read")), "sys/raw").rootPrivs()).isFalse();
    }

    @Test
    void rootMayDoEverythingAndStandsAlone() {
        Acl acl = Acl.compile(List.of(Policy.root()), TemplateContext.none());
        assertThat(acl).isSameAs(Acl.root());
        assertThat(acl.decide(Operation.DELETE, "any", ParameterView.none(), null).isRoot())
                .isTrue();
        assertThat(acl.decide(Operation.DELETE, "any", ParameterView.none(), null).rootPrivs())
                .isTrue();
        assertThat(acl.capabilities("any")).containsExactly("root");
        assertThatThrownBy(() ->
                        Acl.compile(
                                List.of(Policy.root(), new Policy("p", List.of())),
                                TemplateContext.none()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noPolicyGrantsNothing() {
        Acl acl = Acl.compile(List.of(), TemplateContext.none());
        assertThat(read(acl, "").outcome()).isEqualTo(Outcome.NO_RULE);
        assertThat(read(acl, "a").outcome()).isEqualTo(Outcome.NO_RULE);
        assertThat(acl.capabilities("a")).containsExactly("deny");
    }

    @Test
    void leadingSlashesCountForNothing() {
        assertThat(read(acl(rule("/a/b", "read")), "a/b").allowed()).isTrue();
        assertThat(read(acl(rule("a/b", "read")), "//a/b").allowed()).isTrue();
    }

    @Test
    void expiredRulesAreLeftOutAndTheNextExpiryIsKnown() {
        String text =
                "path \"a\" { capabilities = [\"read\"] expiration = \"2030-01-01T00:00:00Z\" }\n"
                        + "path \"b\" { capabilities = [\"read\"] expiration = \"1900000000\" }";
        List<Policy> policies = List.of(PolicyParser.parse("p", text));
        Instant end = Instant.parse("2030-01-01T00:00:00Z");
        Acl before = Acl.compile(policies, TemplateContext.none(), end.minusSeconds(1));
        assertThat(before.capabilities("a")).containsExactly("read");
        assertThat(before.validUntil()).contains(end);
        Acl after = Acl.compile(policies, TemplateContext.none(), end);
        assertThat(after.capabilities("a")).containsExactly("deny");
        assertThat(after.capabilities("b")).containsExactly("read");
        assertThat(after.validUntil()).contains(Instant.ofEpochSecond(1_900_000_000));
    }

    @Test
    void wrappingIsAskedForBeforeParameters() {
        Acl acl =
                acl(
                        "path \"a\" { capabilities = [\"update\"] min_wrapping_ttl = \"1m\" max_wrapping_ttl = \"1h\""
                                + " required_parameters = [\"x\"] }");
        assertThat(update(acl, Map.of("x", 1), null).outcome()).isEqualTo(Outcome.WRAPPING);
        assertThat(update(acl, Map.of("x", 1), Duration.ofSeconds(59)).outcome())
                .isEqualTo(Outcome.WRAPPING);
        assertThat(update(acl, Map.of("x", 1), Duration.ofMinutes(1)).allowed()).isTrue();
        assertThat(update(acl, Map.of("x", 1), Duration.ofHours(1)).allowed()).isTrue();
        assertThat(update(acl, Map.of("x", 1), Duration.ofSeconds(3601)).outcome())
                .isEqualTo(Outcome.WRAPPING);
        assertThat(update(acl, Map.of(), Duration.ofHours(1)).outcome())
                .isEqualTo(Outcome.PARAMETER_MISSING);
    }

    @Test
    void parametersAreNotAskedForWithoutLimits() {
        ParameterView untouchable =
                new ParameterView() {
                    @Override
                    public Set<String> names() {
                        throw new AssertionError("asked for names");
                    }

                    @Override
                    public Object value(String name) {
                        throw new AssertionError("asked for a value");
                    }
                };
        assertThat(
                        acl(rule("a", "update"))
                                .decide(Operation.UPDATE, "a", untouchable, null)
                                .allowed())
                .isTrue();
    }

    @Test
    void deniedValueDoesNotSlipThroughAsAnotherType() {
        Acl number =
                acl(
                        "path \"a\" { capabilities = [\"update\"] denied_parameters = { n = [5] b = [true] } }");
        for (Object sent : List.of(5, 5L, 5.0, "5", " 5", "5.0", new BigDecimal("5.00"))) {
            assertThat(update(number, Map.of("n", sent), null).outcome())
                    .isEqualTo(Outcome.PARAMETER_DENIED);
        }
        assertThat(update(number, Map.of("n", 6, "b", false), null).allowed()).isTrue();
        assertThat(update(number, Map.of("b", "TRUE"), null).outcome())
                .isEqualTo(Outcome.PARAMETER_DENIED);
        assertThat(update(number, Map.of("B", true), null).outcome())
                .isEqualTo(Outcome.PARAMETER_DENIED);
        assertThat(update(number, Map.of("n", "9".repeat(5000)), null).allowed()).isTrue();
    }

    @Test
    void pagesAreBounded() {
        Acl acl = acl("path \"a/\" { capabilities = [\"list\"] pagination_limit = 10 }");
        assertThat(page(acl, Map.of())).isEqualTo("ALLOWED 10");
        assertThat(page(acl, Map.of("limit", "max"))).isEqualTo("ALLOWED 10");
        assertThat(page(acl, Map.of("limit", "0"))).isEqualTo("ALLOWED 10");
        assertThat(page(acl, Map.of("limit", 0))).isEqualTo("ALLOWED 10");
        assertThat(page(acl, Map.of("limit", "10"))).isEqualTo("ALLOWED 0");
        assertThat(page(acl, Map.of("limit", 3))).isEqualTo("ALLOWED 0");
        for (String bad : List.of("11", "-1", "x", "1e0", "0x1", "+2", "99999999999999999999")) {
            assertThat(page(acl, Map.of("limit", bad))).isEqualTo("PAGE_TOO_LARGE 0");
        }
        Acl must =
                acl(
                        "path \"a/\" { capabilities = [\"list\"] pagination_limit = 10 required_parameters = [\"limit\"] }",
                        "path \"a/\" { capabilities = [\"list\"] pagination_limit = 7 }");
        assertThat(page(must, Map.of())).isEqualTo("PAGE_TOO_LARGE 0");
        assertThat(page(must, Map.of("limit", "max"))).isEqualTo("ALLOWED 7");
    }

    @ParameterizedTest
    @CsvSource({
        "secret/data/x, secret/, true",
        "secret/*, secret, true",
        "secret/, secret/, true",
        "+/data/x, secret/, true",
        "team/+/x, team/kv/, true",
        "team/+/+, team/kv/deep/, true",
        "team/+/x, other/, false",
        "secrets/x, secret/, false",
        "*, secret/, true",
        "sec*, secret/, true",
        "sec*, other/, false",
        "team/+/x, team/kv/deep/er/, false",
        "t/+/a*, t/kv/ab/, true",
        "t/+/a*, t/kv/b/, false",
    })
    void reachesMounts(String pattern, String mount, boolean reaches) {
        assertThat(acl(rule(pattern, "read")).reaches(mount)).isEqualTo(reaches);
        assertThat(acl(rule(pattern, "deny")).reaches(mount)).isFalse();
        assertThat(Acl.root().reaches(mount)).isTrue();
    }

    @Test
    void resultantAclIsWhatThePeerExports() {
        Acl acl =
                acl(
                        "path \"foo/*\" { capabilities = [\"patch\", \"scan\", \"create\", \"sudo\", \"update\", \"delete\","
                                + " \"list\", \"read\"] min_wrapping_ttl = \"1h\" max_wrapping_ttl = \"100m\""
                                + " allowed_parameters = { \"A\" = [\"x\"] } required_parameters = [\"Q\"] }\n"
                                + rule("a/+/*", "read")
                                + rule("z", "")
                                + rule("dd/*", "deny")
                                + rule("ee", "read"));
        ResultantAcl resultant = acl.resultant();
        assertThat(resultant.root()).isFalse();
        assertThat(resultant.exactPaths()).containsOnlyKeys("ee", "z");
        assertThat(resultant.exactPaths().get("z"))
                .extracting("capabilities")
                .isEqualTo(List.of("deny"));
        assertThat(resultant.globPaths()).containsOnlyKeys("dd/", "foo/");
        assertThat(resultant.globPaths().get("foo/"))
                .isEqualTo(
                        new ResultantAcl.Permissions(
                                List.of(
                                        "create", "delete", "list", "read", "sudo", "update",
                                        "patch", "scan"),
                                3600,
                                6000,
                                Map.of("a", List.of("x")),
                                Map.of(),
                                List.of("Q")));
        assertThat(Acl.root().resultant().root()).isTrue();
    }

    static Acl acl(String... texts) {
        List<Policy> policies = new ArrayList<>();
        for (String text : texts) {
            policies.add(PolicyParser.parse("p" + policies.size(), text));
        }
        return Acl.compile(policies, TemplateContext.none());
    }

    static String rule(String path, String capability) {
        String list = capability.isEmpty() ? "" : "\"" + capability + "\"";
        return "path \"" + path + "\" { capabilities = [" + list + "] }\n";
    }

    private static Decision read(Acl acl, String path) {
        return acl.decide(Operation.READ, path, ParameterView.none(), null);
    }

    private static Decision update(
            Acl acl, Map<String, Object> parameters, @Nullable Duration wrap) {
        return acl.decide(Operation.UPDATE, "a", ParameterView.of(parameters), wrap);
    }

    private static String page(Acl acl, Map<String, Object> parameters) {
        Decision decision = acl.decide(Operation.LIST, "a", ParameterView.of(parameters), null);
        return decision.outcome() + " " + decision.listLimit();
    }
}
