package io.sealwright.policy;

import io.sealwright.policy.Decision.Outcome;
import io.sealwright.policy.Decision.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says why a decision came out as it did. For one request. */
final class Explainer {
    private final AccessRequest request;
    private final Decision decision;

    Explainer(AccessRequest request, Decision decision) {
        this.request = request;
        this.decision = decision;
    }

    /**
     * @param matching the deciding rule, then all others that match; empty if none decided
     */
    Explanation explanation(List<MergedRule> matching, List<Acl.LeftOut> leftOut) {
        MergedRule winner = matching.isEmpty() ? null : matching.getFirst();
        List<Source> sources = winner == null ? List.of() : sources(winner);
        List<Source> decided = sources.stream().filter(deciding()).toList();
        List<Explanation.Lost> lost = new ArrayList<>();
        sources.stream()
                .filter(deciding().negate())
                .forEach(source -> lost.add(new Explanation.Lost(source, besides(source))));
        matching.stream()
                .skip(1)
                .sorted(Comparator.reverseOrder())
                .forEach(rule ->
                        sources(rule)
                                .forEach(source ->
                                        lost.add(
                                                new Explanation.Lost(
                                                        source,
                                                        behind(matching.getFirst(), rule)))));
        leftOut.stream()
                .filter(block -> matches(block.rule()))
                .forEach(block ->
                        lost.add(
                                new Explanation.Lost(
                                        source(block.policy(), block.rule()), block.why())));
        int shown = Math.min(lost.size(), Explanation.MAX_LOST);
        return new Explanation(
                decision, decided, parameter(winner), lost.subList(0, shown), lost.size() - shown);
    }

    private static List<Source> sources(MergedRule rule) {
        return rule.matched.map(Decision.MatchedRule::sources).orElse(List.of());
    }

    private static Source source(String policy, PathRule rule) {
        return new Source(
                policy,
                rule.line(),
                rule.rawPath(),
                rule.capabilities(),
                rule.condition().isPresent() ? ConditionResult.NOT_ASKED : ConditionResult.NONE);
    }

    /** Which blocks of the winning pattern the outcome comes from. */
    private Predicate<Source> deciding() {
        Capability needed = decision.capability();
        return switch (decision.outcome()) {
            case DENIED -> source -> source.counts(Capability.DENY);
            case CONDITION_FAILED ->
                    source -> source.condition().state() == ConditionResult.State.FAILED;
            case CONDITION_NOT_MET ->
                    source ->
                            source.condition().state() == ConditionResult.State.NOT_MET
                                    && source.capabilities().contains(needed);
            case CAPABILITY_MISSING -> source -> true;
            case SUDO_MISSING -> source -> source.counts(request.operation().required());
            case ALLOWED,
                    WRAPPING,
                    PARAMETER_MISSING,
                    PARAMETER_DENIED,
                    PARAMETER_NOT_ALLOWED,
                    PAGE_TOO_LARGE ->
                    source -> source.counts(needed);
            case ROOT, HELP, NO_RULE -> source -> false;
        };
    }

    /** Why a block of the winning pattern itself did not decide. */
    private String besides(Source source) {
        if (!source.condition().counts()) {
            return source.condition().state() == ConditionResult.State.NOT_ASKED
                    ? "a rule for the same path denies, whatever its condition says"
                    : "its condition is " + source.condition().text();
        }
        if (decision.outcome() == Outcome.DENIED) {
            return "a rule for the same path denies";
        }
        if (decision.outcome() == Outcome.CONDITION_FAILED) {
            return "the condition of a rule for the same path could not be evaluated";
        }
        return "it does not grant " + decision.capability().wireName();
    }

    /** Why a pattern stands behind the winning one. */
    private String behind(MergedRule winner, MergedRule loser) {
        if (winner.pattern.kind() == PathPattern.Kind.EXACT) {
            return "a rule for exactly this path comes first";
        }
        if (winner.compareTo(loser) < 0) {
            return "a listing's folder, or a narrower refusal, comes first";
        }
        return winner.firstDifference(loser);
    }

    private boolean matches(PathRule rule) {
        PathPattern pattern = wide(rule);
        if (pattern == null) {
            return false;
        }
        if (pattern.kind() == PathPattern.Kind.EXACT) {
            return pattern.text().equals(request.searched());
        }
        MergedRule.Builder alone = new MergedRule.Builder(pattern);
        return new PatternTree(List.of(alone.build())).find(request.searched()) != null;
    }

    /** The pattern; where its template could not be filled, with any one segment in its place. */
    private static @Nullable PathPattern wide(PathRule rule) {
        try {
            return rule.templated()
                    ? PathPattern.of(PathTemplate.withPlusForDirectives(rule.rawPath()))
                    : rule.pattern();
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private String parameter(@Nullable MergedRule winner) {
        if (decision.outcome() == Outcome.PAGE_TOO_LARGE) {
            return "limit";
        }
        String name =
                winner == null
                        ? null
                        : ParameterCheck.reason(
                                decision.outcome(), winner.constraints, request.parameters());
        return name == null ? "" : name;
    }
}
