package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static TemplateContext context(String name) {
        TemplateContext.Alias alias =
                new TemplateContext.Alias(
                        "auth_x_1",
                        "alias-id",
                        "alias-name",
                        Map.of("k.l", "v1"),
                        Map.of("c", "v2"));
        TemplateContext.Entity entity =
                new TemplateContext.Entity(
                        "e-1", name, Map.of("team", "red", "empty", ""), List.of(alias));
        TemplateContext.Group group = new TemplateContext.Group("g-1", "ops", Map.of("m", "v3"));
        return new TemplateContext(Optional.of(entity), List.of(group));
    }

    private static Acl acl(String path, TemplateContext context) {
        return Acl.compile(List.of(PolicyParser.parse("p", AclTest.rule(path, "read"))), context);
    }

    @ParameterizedTest
    @CsvSource({
        "identity.entity.id, e-1",
        "identity.entity.name, alice",
        "identity.entity.metadata.team, red",
        "identity.entity.aliases.auth_x_1.id, alias-id",
        "identity.entity.aliases.auth_x_1.name, alias-name",
        "identity.entity.aliases.auth_x_1.metadata.k.l, v1",
        "identity.entity.aliases.auth_x_1.custom_metadata.c, v2",
        "identity.groups.ids.g-1.name, ops",
        "identity.groups.ids.g-1.metadata.m, v3",
        "identity.groups.names.ops.id, g-1",
    })
    void directivesAreFilled(String directive, String value) {
        TemplateContext context = context("alice");
        assertThat(acl("s/{{" + directive + "}}/x", context).capabilities("s/" + value + "/x"))
                .containsExactly("read");
        assertThat(
                        acl("s/{{ " + directive + " }}/{{identity.entity.id}}/*", context)
                                .capabilities("s/" + value + "/e-1/y"))
                .containsExactly("read");
        assertThat(acl("s/{{" + directive + "}}/+", context).capabilities("s/" + value + "/y"))
                .containsExactly("read");
        assertThat(acl("*", context).resultant().globPaths()).hasSize(1);
        assertThat(
                        acl("s/{{" + directive + "}}/x", TemplateContext.none())
                                .resultant()
                                .exactPaths())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity.entity.metadata.none",
                "identity.entity.metadata.empty",
                "identity.entity.metadata",
                "identity.entity.aliases.other.name",
                "identity.entity.aliases.auth_x_1",
                "identity.entity.aliases.auth_x_1.metadata.none",
                "identity.entity.what",
                "identity.groups.ids.none.name",
                "identity.groups.names.none.id",
                "identity.groups.names.ops",
                "identity.groups.others.ops.id",
                "identity.groups.names",
                "time.now",
                "",
                "nonsense"
            })
    void unresolvedMatchesNothing(String directive) {
        ResultantAcl resultant = acl("s/{{" + directive + "}}*", context("alice")).resultant();
        assertThat(resultant.globPaths()).isEmpty();
        assertThat(resultant.exactPaths()).isEmpty();
    }

    /** Hardening row 3: a value cannot widen a path. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "a*",
                "+",
                "a+b",
                "a/b",
                "/",
                "a,b",
                "..",
                ".",
                "a\u0000",
                "a\nb",
                "a\u007F",
                "\u202Ea",
                "a\\b",
                "{{identity.entity.id}}",
                "\uD800"
            })
    void wideningValuesAreRefused(String name) {
        for (String pattern :
                List.of(
                        "s/{{identity.entity.name}}",
                        "s/{{identity.entity.name}}/*",
                        "s/+/{{identity.entity.name}}")) {
            Acl acl = acl(pattern, context(name));
            assertThat(acl.resultant().globPaths()).isEmpty();
            assertThat(acl.resultant().exactPaths()).isEmpty();
            assertThat(acl.capabilities("s/x")).containsExactly("deny");
            assertThat(acl.capabilities("s/" + name)).containsExactly("deny");
        }
    }

    @Test
    void otherValuesAreTakenAsTheyAre() {
        for (String name :
                List.of("alice@example.com", "Äöü ß", "a.b-c_d", "a:b=c", "名前", "a..b")) {
            assertThat(acl("s/{{identity.entity.name}}", context(name)).capabilities("s/" + name))
                    .containsExactly("read");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/{{x", "a/x}}", "}}{{", "{{a{{b}}", "{{a}}}}", "{{a}}{{"})
    void unbalancedBracesAreErrors(String path) {
        assertThatThrownBy(() -> PolicyParser.parse("p", AclTest.rule(path, "read")))
                .isInstanceOf(PolicySyntaxException.class)
                .hasMessageContaining("unbalanced templating characters (line 1, column 1)");
    }
}
