package io.sealwright.policy;

import io.sealwright.policy.Decision.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of the documentation, written down as slowly and plainly as can be: what the compiled
 * ACL is held against. It goes through all blocks for every question and keeps nothing.
 */
final class ReferenceAcl {
    private static final Pattern DIRECTIVE = Pattern.compile("\\{\\{\\s*(.*?)\\s*}}");

    /** One block of a policy, its path filled and without its leading slash. */
    record Block(String policy, PathRule rule, String path) {
        boolean glob() {
            return path.endsWith("*");
        }

        boolean hasPlusSegment() {
            return List.of(path.split("/", -1)).contains("+");
        }

        boolean exact() {
            return !glob() && !hasPlusSegment();
        }

        boolean grants(Capability capability) {
            return rule.capabilities().contains(capability);
        }

        private int firstWildcard() {
            int star = glob() ? path.length() - 1 : Integer.MAX_VALUE;
            int plus = hasPlusSegment() ? path.indexOf('+') : Integer.MAX_VALUE;
            return Math.min(star, plus);
        }

        private long plusSegments() {
            return List.of(path.split("/", -1)).stream().filter("+"::equals).count();
        }

        private String withoutGlob() {
            return glob() ? path.substring(0, path.length() - 1) : path;
        }

        private boolean matches(String asked) {
            return matches(withoutGlob(), asked);
        }

        /** One character, or one plus segment, at a time. */
        private boolean matches(String pattern, String asked) {
            if (pattern.isEmpty()) {
                return glob() || asked.isEmpty();
            }
            int before = withoutGlob().length() - pattern.length() - 1;
            boolean segmentStart = before < 0 || withoutGlob().charAt(before) == '/';
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

    /** What the winning path answers. */
    record Answer(Outcome outcome, boolean sudo, List<Block> blocks, int listLimit) {}

    private static final Comparator<Block> PRIORITY =
            Comparator.comparingInt(Block::firstWildcard)
                    .thenComparing(Block::glob, Comparator.reverseOrder())
                    .thenComparing(Block::plusSegments, Comparator.reverseOrder())
                    .thenComparingInt(
                            block -> block.withoutGlob().getBytes(StandardCharsets.UTF_8).length)
                    .thenComparing(Block::withoutGlob);

    private final List<Block> blocks = new ArrayList<>();

    /**
     * @param identity the value of each directive that the caller has one for
     */
    ReferenceAcl(List<Policy> policies, Map<String, String> identity, Instant now) {
        for (Policy policy : policies) {
            for (PathRule rule : policy.rules()) {
                boolean over = rule.expiration().map(end -> !now.isBefore(end)).orElse(false);
                Optional<String> path = filled(rule.rawPath(), identity);
                if (!over && path.isPresent()) {
                    blocks.add(new Block(policy.name(), rule, withoutSlash(path.get())));
                }
            }
        }
    }

    private static String withoutSlash(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    /** A value that could be more than one segment, or a pattern, fills nothing. */
    private static Optional<String> filled(String path, Map<String, String> identity) {
        String result = path;
        Matcher directive = DIRECTIVE.matcher(result);
        while (directive.find()) {
            String value = identity.getOrDefault(directive.group(1), "");
            if (value.matches("|\\.|\\.\\.|.*[*+/,{}\\\\\\p{Cntrl}].*")) {
                return Optional.empty();
            }
            result =
                    result.substring(0, directive.start())
                            + value
                            + result.substring(directive.end());
            directive = DIRECTIVE.matcher(result);
        }
        return result.contains("+*") ? Optional.empty() : Optional.of(result);
    }

    /** Each block is asked whether it counts as often as it is looked at. */
    Answer decide(AccessRequest request) {
        Operation operation = request.operation();
        if (operation == Operation.HELP) {
            return new Answer(Outcome.HELP, false, List.of(), 0);
        }
        ReferenceConditions conditions = ReferenceConditions.of(request);
        boolean listing = operation == Operation.LIST || operation == Operation.SCAN;
        List<Block> winner = winner(asked(request.path(), listing), listing, conditions);
        if (winner.isEmpty()) {
            return new Answer(Outcome.NO_RULE, false, winner, 0);
        }
        if (conditions.fail(winner)) {
            return new Answer(Outcome.CONDITION_FAILED, false, winner, 0);
        }
        List<Block> counting = conditions.counting(winner);
        if (grants(counting, Capability.DENY)) {
            return new Answer(Outcome.DENIED, false, winner, 0);
        }
        boolean sudo = grants(counting, Capability.SUDO);
        ReferenceLimits limits = new ReferenceLimits(counting);
        Outcome outcome = outcome(request, winner, counting, limits);
        int page = outcome == Outcome.ALLOWED && listing ? limits.page(request.parameters()) : 0;
        return page < 0
                ? new Answer(Outcome.PAGE_TOO_LARGE, sudo, winner, 0)
                : new Answer(outcome, sudo, winner, page);
    }

    private static Outcome outcome(
            AccessRequest request,
            List<Block> winner,
            List<Block> counting,
            ReferenceLimits limits) {
        Operation operation = request.operation();
        if (!grants(counting, operation.required())) {
            return grants(winner, operation.required())
                    ? Outcome.CONDITION_NOT_MET
                    : Outcome.CAPABILITY_MISSING;
        }
        if (!limits.wrappedWell(request.wrapTtl())) {
            return Outcome.WRAPPING;
        }
        return List.of(Operation.READ, Operation.CREATE, Operation.UPDATE, Operation.PATCH)
                        .contains(operation)
                ? limits.parameters(request.parameters())
                : Outcome.ALLOWED;
    }

    /**
     * What {@code sys/capabilities} says: wire names in order. Of blocks with a condition all
     * grants, and no denial.
     */
    List<String> capabilities(String path) {
        List<Block> winner = winner(asked(path, false), true, ReferenceConditions.NOT_ASKED);
        List<Block> counting = ReferenceConditions.NOT_ASKED.counting(winner);
        List<String> names =
                List.of(Capability.values()).stream()
                        .filter(capability -> grants(counting, capability))
                        .map(Capability::wireName)
                        .sorted()
                        .toList();
        return names.isEmpty() || grants(counting, Capability.DENY) ? List.of("deny") : names;
    }

    private static String asked(String path, boolean listing) {
        String asked = path.replaceFirst("^/+", "");
        return listing && !asked.isEmpty() && !asked.endsWith("/") ? asked + "/" : asked;
    }

    /** All blocks of the path that decides; none if no path matches. */
    private List<Block> winner(String asked, boolean listing, ReferenceConditions conditions) {
        boolean folder = asked.endsWith("/");
        String bare = folder ? asked.substring(0, asked.length() - 1) : asked;
        if (!exact(asked).isEmpty()) {
            return exact(asked);
        }
        if (folder && !exact(bare).isEmpty() && (listing || conditions.refuse(exact(bare)))) {
            return exact(bare);
        }
        List<Block> whole = pattern(asked);
        List<Block> other = folder ? pattern(bare) : List.of();
        if (whole.isEmpty()) {
            return listing ? other : whole;
        }
        boolean narrowerRefusal =
                !other.isEmpty()
                        && conditions.refuse(other)
                        && PRIORITY.compare(other.getFirst(), whole.getFirst()) > 0;
        return narrowerRefusal ? other : whole;
    }

    private List<Block> exact(String asked) {
        return blocks.stream()
                .filter(block -> block.exact() && block.path().equals(asked))
                .toList();
    }

    private List<Block> pattern(String asked) {
        Optional<Block> best =
                blocks.stream()
                        .filter(block -> !block.exact() && block.matches(asked))
                        .max(PRIORITY);
        return best.map(found ->
                        blocks.stream().filter(block -> block.path().equals(found.path())).toList())
                .orElse(List.of());
    }

    private static boolean grants(List<Block> same, Capability capability) {
        return same.stream().anyMatch(block -> block.grants(capability));
    }
}
