package io.sealwright.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an {@link Acl} answers, and why. Holds no parameter value. Immutable.
 *
 * @param outcome the answer and its reason
 * @param rootPrivs whether a root-protected path may be used (the caller has {@code sudo} here, or
 *     is root)
 * @param capability the capability that was needed
 * @param rule the rule that decided; empty for root, help and where no rule matches
 * @param listLimit for an allowed LIST or SCAN: the page size the server has to use in place of the
 *     request's; 0 = leave it as the request says
 */
public record Decision(
        Outcome outcome,
        boolean rootPrivs,
        Capability capability,
        Optional<MatchedRule> rule,
        int listLimit) {

    /** The answer and its reason. */
    public enum Outcome {
        /** Allowed: the token has the root policy. */
        ROOT(true, "root policy"),
        /** Allowed: help is open to every token. */
        HELP(true, "help is always allowed"),
        /** Allowed by the rule. */
        ALLOWED(true, "granted"),
        /** Refused: no rule matches the path. */
        NO_RULE(false, "no rule matches the path"),
        /** Refused: the rule says {@code deny}. */
        DENIED(false, "the rule denies the path"),
        /** Refused: the rule does not grant the capability. */
        CAPABILITY_MISSING(false, "the rule does not grant the capability"),
        /** Refused: the rule would grant the capability if its condition were met. */
        CONDITION_NOT_MET(false, "the condition of the rule is not met"),
        /** Refused: a condition of the rule could not be evaluated. */
        CONDITION_FAILED(false, "a condition of the rule could not be evaluated"),
        /** Refused: the path is root-protected, and the rule does not grant {@code sudo}. */
        SUDO_MISSING(false, "the path needs sudo as well, which the rule does not grant"),
        /** Refused: the answer must be wrapped, with a TTL within the rule's bounds. */
        WRAPPING(false, "the rule asks for response wrapping within its TTL bounds"),
        /** Refused: a required parameter is missing. */
        PARAMETER_MISSING(false, "a required parameter is missing"),
        /** Refused: a parameter, or its value, is denied. */
        PARAMETER_DENIED(false, "a parameter is denied"),
        /** Refused: a parameter, or its value, is not among the allowed ones. */
        PARAMETER_NOT_ALLOWED(false, "a parameter is not among the allowed ones"),
        /** Refused: the page is larger than the rule allows. */
        PAGE_TOO_LARGE(false, "the page is larger than the rule allows");

        private final boolean allowed;
        private final String text;

        Outcome(boolean allowed, String text) {
            this.allowed = allowed;
            this.text = text;
        }
    }

    /**
     * The deciding rule: one path pattern, into which the same pattern of several policies is
     * merged.
     *
     * @param pattern the pattern, after template substitution
     * @param sources the blocks it was merged from
     */
    public record MatchedRule(PathPattern pattern, List<Source> sources) {
        /** Copies the sources. */
        public MatchedRule {
            sources = List.copyOf(sources);
        }
    }

    /**
     * Where a rule is written.
     *
     * @param policy name of the policy
     * @param line line of the block, from 1
     * @param rawPath the path as written
     * @param capabilities what this block grants
     * @param condition what became of its condition
     */
    public record Source(
            String policy,
            int line,
            String rawPath,
            Set<Capability> capabilities,
            ConditionResult condition) {

        /** As in {@code p1:2}. */
        public String place() {
            return policy + ":" + line;
        }

        boolean counts(Capability capability) {
            return condition.counts() && capabilities.contains(capability);
        }
    }

    /** Whether the operation may go on. */
    public boolean allowed() {
        return outcome.allowed;
    }

    /**
     * Whether it is a refusal only since no rule speaks of what was asked: where something else may
     * still give leave.
     */
    public boolean silent() {
        return outcome == Outcome.NO_RULE || outcome == Outcome.CAPABILITY_MISSING;
    }

    /** Whether the token has the root policy. */
    public boolean isRoot() {
        return outcome == Outcome.ROOT;
    }

    /** The blocks that granted the needed capability; empty unless allowed by a rule. */
    public List<Source> grantedBy() {
        if (outcome != Outcome.ALLOWED) {
            return List.of();
        }
        return rule.map(MatchedRule::sources).orElse(List.of()).stream()
                .filter(source -> source.counts(capability))
                .toList();
    }

    /** The same for a root-protected path. */
    public Decision requiringSudo() {
        return !allowed() || rootPrivs
                ? this
                : new Decision(Outcome.SUDO_MISSING, false, Capability.SUDO, rule, 0);
    }

    /** The reason in words. */
    public String reason() {
        return outcome.text;
    }

    /**
     * One sentence for explain output and logs: reason, pattern, policies and lines; no parameter.
     */
    public String why() {
        StringBuilder why =
                new StringBuilder(capability.wireName()).append(": ").append(outcome.text);
        rule.ifPresent(matched -> {
            why.append("; path \"").append(matched.pattern().display()).append('"');
            for (Source source : matched.sources()) {
                why.append(", policy \"")
                        .append(source.policy())
                        .append("\" line ")
                        .append(source.line());
            }
        });
        return why.toString();
    }
}
