package io.sealwright.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of the documentation, written down as slowly and plainly as can be: what the compiled
 * ACL is held against.
 */
final class ReferenceAcl {
    private record Rule(String path, Set<Capability> capabilities) {
        boolean glob() {
            return path.endsWith("*");
        }

        boolean hasPlusSegment() {
            return List.of(path.split("/", -1)).contains("+");
        }

        boolean exact() {
            return !glob() && !hasPlusSegment();
        }

        int firstWildcard() {
            int star = glob() ? path.length() - 1 : Integer.MAX_VALUE;
            int plus = hasPlusSegment() ? path.indexOf('+') : Integer.MAX_VALUE;
            return Math.min(star, plus);
        }

        long plusSegments() {
            return List.of(path.split("/", -1)).stream().filter("+"::equals).count();
        }

        String withoutGlob() {
            return glob() ? path.substring(0, path.length() - 1) : path;
        }

        boolean matches(String asked) {
            return matches(withoutGlob(), asked);
        }

        /** One character, or one plus segment, at a time. */
        private boolean matches(String pattern, String asked) {
            if (pattern.isEmpty()) {
                return glob() || asked.isEmpty();
            }
            boolean segmentStart =
                    withoutGlob().length() == pattern.length()
                            || withoutGlob().charAt(withoutGlob().length() - pattern.length() - 1)
                                    == '/';
            boolean plus = segmentStart && (pattern.equals("+") || pattern.startsWith("+/"));
            if (plus) {
                int slash = asked.indexOf('/');
                return matches(pattern.substring(1), slash < 0 ? "" : asked.substring(slash));
            }
            return !asked.isEmpty()
                    && asked.charAt(0) == pattern.charAt(0)
                    && matches(pattern.substring(1), asked.substring(1));
        }
    }

    private static final Comparator<Rule> PRIORITY =
            Comparator.comparingInt(Rule::firstWildcard)
                    .thenComparing(Rule::glob, Comparator.reverseOrder())
                    .thenComparing(Rule::plusSegments, Comparator.reverseOrder())
                    .thenComparing(
                            rule -> rule.withoutGlob().getBytes(StandardCharsets.UTF_8).length)
                    .thenComparing(Rule::withoutGlob);

    private final List<Rule> rules = new ArrayList<>();

    void add(String path, Set<Capability> capabilities) {
        rules.add(new Rule(path.startsWith("/") ? path.substring(1) : path, capabilities));
    }

    /** What the winning path grants; empty if none matches. */
    Optional<Set<Capability>> granted(String asked, boolean listing) {
        boolean folder = asked.endsWith("/");
        String bare = folder ? asked.substring(0, asked.length() - 1) : asked;
        Optional<Rule> winner = exact(asked);
        if (winner.isEmpty()
                && folder
                && (listing || exact(bare).filter(this::denies).isPresent())) {
            winner = exact(bare);
        }
        if (winner.isEmpty()) {
            winner = pattern(asked);
            Optional<Rule> other = folder ? pattern(bare) : Optional.empty();
            boolean narrower =
                    winner.isPresent()
                            && other.isPresent()
                            && denies(other.get())
                            && PRIORITY.compare(other.get(), winner.get()) > 0;
            if (narrower || (winner.isEmpty() && listing)) {
                winner = other;
            }
        }
        return winner.map(this::sum);
    }

    private Optional<Rule> exact(String asked) {
        return rules.stream()
                .filter(Rule::exact)
                .filter(rule -> rule.path().equals(asked))
                .findFirst();
    }

    private Optional<Rule> pattern(String asked) {
        return rules.stream().filter(rule -> !rule.exact() && rule.matches(asked)).max(PRIORITY);
    }

    private boolean denies(Rule rule) {
        return sum(rule).contains(Capability.DENY);
    }

    private Set<Capability> sum(Rule winner) {
        Set<Capability> sum = new TreeSet<>();
        rules.stream()
                .filter(rule -> rule.path().equals(winner.path()))
                .forEach(rule -> sum.addAll(rule.capabilities()));
        return sum.contains(Capability.DENY) ? Set.of(Capability.DENY) : sum;
    }
}
