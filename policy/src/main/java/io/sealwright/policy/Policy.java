package io.sealwright.policy;

import java.util.List;

/**
 * A parsed policy: its normalised name and its rules in the order of the text. Immutable.
 *
 * @param name the policy's name, or empty where the text has no name yet
 * @param rules the rules
 */
public record Policy(String name, List<PathRule> rules) {
    /** Copies the rules. */
    public Policy {
        rules = List.copyOf(rules);
    }

    /** The built-in {@code root} policy, which has no rules because it needs none. */
    public static Policy root() {
        return new Policy(PolicyNames.ROOT, List.of());
    }

    /** Whether a rule's path depends on the identity of the caller. */
    public boolean templated() {
        return rules.stream().anyMatch(PathRule::templated);
    }
}
