package io.sealwright.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a policy's text, HCL or JSON. Stateless and thread-safe. */
public final class PolicyParser {
    /** Each is compiled whenever the policy is read, on every node. */
    static final int MAX_CONDITIONS = 256;

    private static final Set<String> TOP_KEYS = Set.of("name", "path");

    private PolicyParser() {}

    /**
     * Parses a policy.
     *
     * @param name the policy's name, already normalised (see {@link PolicyNames#normalise})
     * @param text at most {@link Hcl#MAX_LENGTH} UTF-16 units
     * @throws PolicySyntaxException with line and column: bad HCL or JSON, an unknown key,
     *     capability or pattern, a condition that does not compile, more than {@value
     *     #MAX_CONDITIONS} conditions
     */
    public static Policy parse(String name, String text) {
        try {
            Hcl.Body body = Hcl.parse(text);
            checkTop(body);
            List<PathRule> rules = new ArrayList<>();
            List<Hcl.Block> blocks = body.blocks("path", 1);
            checkConditions(blocks);
            for (Hcl.Block block : blocks) {
                rules.add(new PathRuleReader(block).read());
            }
            return new Policy(name, rules);
        } catch (HclSyntaxException e) {
            throw new PolicySyntaxException(e.problem(), e.line(), e.column());
        }
    }

    /** Before any is compiled. */
    private static void checkConditions(List<Hcl.Block> blocks) {
        int conditions = 0;
        for (Hcl.Block block : blocks) {
            if (block.body().value("condition").isPresent() && ++conditions > MAX_CONDITIONS) {
                throw new HclSyntaxException(
                        "more than " + MAX_CONDITIONS + " conditions in one policy", block.at());
            }
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
