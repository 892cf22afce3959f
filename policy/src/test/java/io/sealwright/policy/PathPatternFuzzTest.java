package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The compiled patterns answer as the naive ones. The first line of an input is the path asked for,
 * each further one a rule: a letter for what it grants, and its pattern.
 */
class PathPatternFuzzTest {
    private static final int LONGEST = 300;

    @FuzzTest(maxDuration = "30s")
    void decisions(byte[] bytes) {
        if (bytes.length > LONGEST) {
            return;
        }
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        List<PathRule> rules = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            if (lines[i].length() > 1 && comparable(lines[i].substring(1))) {
                String pattern = lines[i].substring(1);
                rules.add(PathRule.of(pattern, granted(lines[i].charAt(0))));
            }
        }
        List<Policy> policies = List.of(new Policy("p", rules));
        Acl acl = Acl.compile(policies, TemplateContext.none(), AclCases.NOW);
        ReferenceAcl reference = new ReferenceAcl(policies, Map.of(), AclCases.NOW);
        String path = lines[0];
        AccessRequest request =
                new AccessRequest(
                        Operation.READ, path, ParameterView.none(), null, ConditionFacts.unknown());
        Decision decision = acl.decide(request);
        ReferenceAcl.Answer expected = reference.decide(request);
        assertThat(decision.outcome()).isEqualTo(expected.outcome());
        assertThat(decision.rootPrivs()).isEqualTo(expected.sudo());
        assertThat(acl.capabilities(path)).isEqualTo(reference.capabilities(path));
    }

    /** A {@code +} that is no whole segment ranks as one in Vault: the naive rules leave it out. */
    private static boolean comparable(String pattern) {
        String path = pattern.startsWith("/") ? pattern.substring(1) : pattern;
        return !path.contains("+*")
                && !path.contains("{{")
                && (!path.contains("+")
                        || !path.contains("/+") && !path.startsWith("+/") && !path.equals("+")
                        || onlyWholeSegments(path));
    }

    private static boolean onlyWholeSegments(String path) {
        return List.of(path.split("/", -1)).stream()
                .allMatch(segment -> !segment.contains("+") || segment.equals("+"));
    }

    private static Set<Capability> granted(char letter) {
        return switch (letter % 5) {
            case 0 -> EnumSet.of(Capability.DENY);
            case 1 -> EnumSet.of(Capability.READ);
            case 2 -> EnumSet.of(Capability.READ, Capability.SUDO);
            case 3 -> EnumSet.of(Capability.LIST);
            default -> EnumSet.of(Capability.UPDATE);
        };
    }
}
