package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BuiltinPoliciesTest {

    /** The rules of {@code bao policy read default}, OpenBao 2.7.2. */
    private static final Map<String, Set<Capability>> PEER =
            Map.ofEntries(
                    Map.entry("auth/token/lookup-self", Set.of(Capability.READ)),
                    Map.entry("auth/token/renew-self", Set.of(Capability.UPDATE)),
                    Map.entry("auth/token/revoke-self", Set.of(Capability.UPDATE)),
                    Map.entry("sys/capabilities-self", Set.of(Capability.UPDATE)),
                    Map.entry("identity/entity/id/{{identity.entity.id}}", Set.of(Capability.READ)),
                    Map.entry(
                            "identity/entity/name/{{identity.entity.name}}",
                            Set.of(Capability.READ)),
                    Map.entry("sys/internal/ui/resultant-acl", Set.of(Capability.READ)),
                    Map.entry("sys/leases/renew", Set.of(Capability.UPDATE)),
                    Map.entry("sys/leases/lookup", Set.of(Capability.UPDATE)),
                    Map.entry(
                            "cubbyhole/*",
                            Set.of(
                                    Capability.CREATE,
                                    Capability.READ,
                                    Capability.UPDATE,
                                    Capability.DELETE,
                                    Capability.LIST)),
                    Map.entry("sys/wrapping/wrap", Set.of(Capability.UPDATE)),
                    Map.entry("sys/wrapping/lookup", Set.of(Capability.UPDATE)),
                    Map.entry("sys/wrapping/unwrap", Set.of(Capability.UPDATE)),
                    Map.entry("sys/tools/hash", Set.of(Capability.UPDATE)),
                    Map.entry("sys/tools/hash/*", Set.of(Capability.UPDATE)),
                    Map.entry(
                            "identity/oidc/provider/+/authorize",
                            Set.of(Capability.READ, Capability.UPDATE)));

    @Test
    void defaultGrantsWhatThePeersDoes() {
        Map<String, Set<Capability>> ours = new TreeMap<>();
        PolicyParser.parse(PolicyNames.DEFAULT, BuiltinPolicies.defaultPolicyText())
                .rules()
                .forEach(rule -> ours.put(rule.rawPath(), rule.capabilities()));
        assertThat(ours).isEqualTo(PEER);
    }

    @Test
    void entityRulesFollowTheCaller() {
        List<Policy> policies =
                List.of(PolicyParser.parse("default", BuiltinPolicies.defaultPolicyText()));
        TemplateContext context =
                new TemplateContext(
                        Optional.of(
                                new TemplateContext.Entity("e-1", "alice", Map.of(), List.of())),
                        List.of());
        Acl known = Acl.compile(policies, context);
        assertThat(known.capabilities("identity/entity/id/e-1")).containsExactly("read");
        assertThat(known.capabilities("identity/entity/name/alice")).containsExactly("read");
        assertThat(known.capabilities("identity/entity/id/e-2")).containsExactly("deny");
        Acl unknown = Acl.compile(policies, TemplateContext.none());
        assertThat(unknown.capabilities("identity/entity/id/{{identity.entity.id}}"))
                .containsExactly("deny");
        assertThat(unknown.capabilities("identity/entity/id/")).containsExactly("deny");
    }
}
