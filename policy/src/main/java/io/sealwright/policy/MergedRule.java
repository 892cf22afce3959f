package io.sealwright.policy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One pattern with everything that the policies of a token say about it. Where blocks have
 * conditions, it comes in two forms: as compiled, in which every grant counts as if its condition
 * were met and every denial as if it were not, and {@link #resolve resolved} for one request.
 */
final class MergedRule implements Comparable<MergedRule> {
    final PathPattern pattern;
    final int bits;
    final PathRule.Constraints constraints;
    final Optional<Decision.MatchedRule> matched;

    private final String[] segments;
    private final boolean prefix;
    private final int firstWildcard;
    private final int wildcards;
    private final String ranked;
    private final int rankedLength;

    /** Its blocks, if one of them has a condition that has not been asked yet; else empty. */
    private final List<Block> unresolved;

    private final boolean failed;

    /** One block of a policy. */
    private record Block(String policy, PathRule rule) {
        Decision.Source source(ConditionResult condition) {
            return new Decision.Source(
                    policy, rule.line(), rule.rawPath(), rule.capabilities(), condition);
        }
    }

    private MergedRule(Builder builder, int bits, PathRule.Constraints constraints) {
        List<Decision.Source> sources = builder.sources;
        this.pattern = builder.pattern;
        this.unresolved = builder.conditional ? List.copyOf(builder.blocks) : List.of();
        this.failed = builder.failed;
        this.bits = bits;
        this.constraints = constraints;
        this.matched = Optional.of(new Decision.MatchedRule(pattern, sources));
        boolean plus = pattern.kind() == PathPattern.Kind.SEGMENTS;
        boolean star = plus && pattern.text().endsWith("*");
        this.prefix = star || pattern.kind() == PathPattern.Kind.PREFIX;
        this.ranked =
                star ? pattern.text().substring(0, pattern.text().length() - 1) : pattern.text();
        this.segments = plus ? ranked.split("/", -1) : new String[0];
        this.firstWildcard = plus ? ranked.indexOf('+') : ranked.length();
        this.wildcards = (int) List.of(segments).stream().filter("+"::equals).count();
        this.rankedLength = ranked.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The rule as it stands for one request. */
    MergedRule resolve(ConditionFacts facts) {
        if (unresolved.isEmpty() || denies()) {
            return this;
        }
        Builder resolved = new Builder(pattern);
        for (Block block : unresolved) {
            resolved.add(
                    block,
                    block.rule()
                            .condition()
                            .map(condition -> condition.evaluate(facts))
                            .orElse(ConditionResult.NONE));
        }
        return resolved.build();
    }

    /** Whether a condition decides on something here. */
    boolean conditional() {
        return !unresolved.isEmpty();
    }

    /** Whether a condition could not be evaluated: then nothing is allowed. */
    boolean failed() {
        return failed;
    }

    /** Whether it refuses everything, or could: a condition decides. */
    boolean mayRefuse() {
        return conditional() || denies();
    }

    /** Whether it refuses everything. */
    boolean refuses() {
        return failed || denies();
    }

    /** Whether it would have this capability if a condition were met that is not. */
    boolean wouldGrant(Capability capability) {
        return matched.stream()
                .flatMap(rule -> rule.sources().stream())
                .anyMatch(source -> source.capabilities().contains(capability));
    }

    /** Whether it limits more than operations. */
    boolean limited() {
        return conditional() || !constraints.equals(PathRule.Constraints.NONE);
    }

    String patternWithoutStar() {
        return ranked;
    }

    boolean endsInStar() {
        return prefix;
    }

    boolean has(Capability capability) {
        return (bits & capability.bit()) != 0;
    }

    boolean denies() {
        return has(Capability.DENY);
    }

    /**
     * Whether a path under a mount could match this {@code +} pattern: every whole segment of the
     * mount's path agrees.
     *
     * @param mount ends in a slash
     */
    boolean reachesInto(String mount) {
        String[] parts = mount.substring(0, mount.length() - 1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == segments.length - 1;
            if (last && prefix) {
                return parts[i].startsWith(segments[i]);
            }
            if (i >= segments.length
                    || !(segments[i].equals("+") || segments[i].equals(parts[i]))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Priority among patterns that match the same path, greater wins. Source: Vault's documented
     * order.
     */
    @Override
    public int compareTo(MergedRule other) {
        int order = Integer.compare(firstWildcard, other.firstWildcard);
        if (order == 0) {
            order = Boolean.compare(!prefix, !other.prefix);
        }
        if (order == 0) {
            order = Integer.compare(other.wildcards, wildcards);
        }
        if (order == 0) {
            order = Integer.compare(rankedLength, other.rankedLength);
        }
        return order == 0 ? ranked.compareTo(other.ranked) : order;
    }

    /** Why another pattern that matches the same path stands behind this one. */
    String firstDifference(MergedRule other) {
        if (firstWildcard != other.firstWildcard) {
            return "its first wildcard comes earlier";
        }
        if (prefix != other.prefix) {
            return "it ends with *";
        }
        if (wildcards != other.wildcards) {
            return "it has more + segments";
        }
        return rankedLength == other.rankedLength
                ? "it comes earlier in the alphabet"
                : "it is shorter";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MergedRule rule && rule.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    /** Adds rules of the same pattern up, in the order of the policies. */
    static final class Builder {
        private final PathPattern pattern;
        private final List<Block> blocks = new ArrayList<>();
        private final List<Decision.Source> sources = new ArrayList<>();
        private final Map<String, List<Object>> allowed = new HashMap<>();
        private final Map<String, List<Object>> denied = new HashMap<>();
        private final Set<String> required = new LinkedHashSet<>();
        private Duration min = Duration.ZERO;
        private Duration max = Duration.ZERO;
        private int paginationLimit;
        private int bits;
        private boolean conditional;
        private boolean failed;

        Builder(PathPattern pattern) {
            this.pattern = pattern;
        }

        void add(String policy, PathRule rule) {
            Block block = new Block(policy, rule);
            blocks.add(block);
            conditional |= rule.condition().isPresent();
            add(
                    block,
                    rule.condition().isPresent()
                            ? ConditionResult.NOT_ASKED
                            : ConditionResult.NONE);
        }

        private void add(Block block, ConditionResult condition) {
            sources.add(block.source(condition));
            switch (condition.state()) {
                case NONE, MET -> count(block.rule(), block.rule().bits());
                case NOT_ASKED -> count(block.rule(), block.rule().bits() & ~Capability.DENY.bit());
                case NOT_MET -> {}
                case FAILED -> failed = true;
            }
        }

        private void count(PathRule rule, int counted) {
            bits |= counted;
            PathRule.Constraints more = rule.constraints();
            merge(allowed, more.allowed());
            merge(denied, more.denied());
            required.addAll(more.required());
            min = lesser(min, more.minWrappingTtl());
            max = lesser(max, more.maxWrappingTtl());
            if (more.paginationLimit() > 0) {
                paginationLimit =
                        paginationLimit == 0
                                ? more.paginationLimit()
                                : Math.min(paginationLimit, more.paginationLimit());
            }
        }

        /** Values of one name add up; "any value" (the empty list) wins. */
        private static void merge(Map<String, List<Object>> into, Map<String, List<Object>> more) {
            more.forEach((name, values) ->
                    into.merge(
                            name,
                            values,
                            (old, added) -> {
                                if (old.isEmpty() || added.isEmpty()) {
                                    return List.of();
                                }
                                List<Object> both = new ArrayList<>(added);
                                both.addAll(old);
                                return List.copyOf(both);
                            }));
        }

        /** The peer takes the lesser of two minima as well as of two maxima; zero is "not set". */
        private static Duration lesser(Duration old, Duration added) {
            if (added.isZero()) {
                return old;
            }
            return old.isZero() || added.compareTo(old) < 0 ? added : old;
        }

        MergedRule build() {
            if (failed || (bits & Capability.DENY.bit()) != 0) {
                return new MergedRule(
                        this, failed ? 0 : Capability.DENY.bit(), PathRule.Constraints.NONE);
            }
            return new MergedRule(
                    this,
                    bits,
                    new PathRule.Constraints(
                            allowed, denied, List.copyOf(required), min, max, paginationLimit));
        }
    }
}
