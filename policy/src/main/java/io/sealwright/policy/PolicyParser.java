package io.sealwright.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a policy's text, HCL or JSON. Stateless and thread-safe. */
public final class PolicyParser {
    private static final Set<String> TOP_KEYS = Set.of("name", "path");

    private PolicyParser() {}

    /**
     * Parses a policy.
     *
     * @param name the policy's name, already normalised (see {@link PolicyNames#normalise})
     * @param text at most {@link Hcl#MAX_LENGTH} UTF-16 units
     * @throws PolicySyntaxException with line and column: bad HCL or JSON, an unknown key,
     *     capability or pattern
     */
    public static Policy parse(String name, String text) {
        try {
            Hcl.Body body = Hcl.parse(text);
            checkTop(body);
            List<PathRule> rules = new ArrayList<>();
            for (Hcl.Block block : body.blocks("path", 1)) {
                rules.add(new PathRuleReader(block).read());
            }
            return new Policy(name, rules);
        } catch (HclSyntaxException e) {
            throw new PolicySyntaxException(e.problem(), e.line(), e.column());
        }
    }

    private static void checkTop(Hcl.Body body) {
        for (Hcl.Entry entry : body.entries()) {
            if (!TOP_KEYS.contains(entry.name())) {
                throw PathRuleReader.unknownKey(entry.keys().getFirst());
            }
        }
    }
}
