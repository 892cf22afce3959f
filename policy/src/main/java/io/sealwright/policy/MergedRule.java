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

/** One pattern with everything that the policies of a token say about it. */
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

    private MergedRule(
            PathPattern pattern,
            int bits,
            PathRule.Constraints constraints,
            List<Decision.Source> sources) {
        this.pattern = pattern;
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
        private final List<Decision.Source> sources = new ArrayList<>();
        private final Map<String, List<Object>> allowed = new HashMap<>();
        private final Map<String, List<Object>> denied = new HashMap<>();
        private final Set<String> required = new LinkedHashSet<>();
        private Duration min = Duration.ZERO;
        private Duration max = Duration.ZERO;
        private int paginationLimit;
        private int bits;

        Builder(PathPattern pattern) {
            this.pattern = pattern;
        }

        void add(String policy, PathRule rule) {
            sources.add(
                    new Decision.Source(policy, rule.line(), rule.rawPath(), rule.capabilities()));
            bits |= rule.bits();
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
            if ((bits & Capability.DENY.bit()) != 0) {
                return new MergedRule(
                        pattern, Capability.DENY.bit(), PathRule.Constraints.NONE, sources);
            }
            PathRule.Constraints constraints =
                    new PathRule.Constraints(
                            allowed, denied, List.copyOf(required), min, max, paginationLimit);
            return new MergedRule(pattern, bits, constraints, sources);
        }
    }
}
