package io.sealwright.policy;

import io.sealwright.policy.Decision.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The policies of one token, compiled. Immutable and thread-safe; a decision takes no lock and
 * allocates only its answer.
 *
 * <p>An exact rule wins over every pattern. Among patterns the winner is, in this order: the one
 * whose first {@code +} or {@code *} comes later; that does not end in {@code *}; with fewer {@code
 * +}; the longer one; the lexicographically greater one. The same path in several policies adds up;
 * {@code deny} wins within it. Beyond Vault, a path with a trailing slash never escapes a narrower
 * {@code deny} for the path without it, nor the other way round.
 *
 * <p>A block with a condition grants and denies only while it is met, but hides wider patterns
 * always; one that cannot be evaluated refuses.
 */
public final class Acl {
    private static final Acl ROOT_ACL = new Acl(true, List.of(), List.of(), Optional.empty());

    private final boolean root;
    private final Map<String, MergedRule> exact = new HashMap<>();
    private final List<MergedRule> patterns = new ArrayList<>();
    private final PatternTree tree;
    private final boolean patternsRefuse;
    private final List<LeftOut> leftOut;
    private final Optional<Instant> validUntil;

    /** A block that is none for this token, and why. */
    record LeftOut(String policy, PathRule rule, String why) {}

    private Acl(
            boolean root,
            List<MergedRule> rules,
            List<LeftOut> leftOut,
            Optional<Instant> validUntil) {
        this.root = root;
        this.leftOut = List.copyOf(leftOut);
        this.validUntil = validUntil;
        for (MergedRule rule : rules) {
            if (rule.pattern.kind() == PathPattern.Kind.EXACT) {
                exact.put(rule.pattern.text(), rule);
            } else {
                patterns.add(rule);
            }
        }
        this.tree = new PatternTree(patterns);
        this.patternsRefuse = patterns.stream().anyMatch(MergedRule::mayRefuse);
    }

    /** The ACL of the root policy. */
    public static Acl root() {
        return ROOT_ACL;
    }

    /** Compiles with the system's clock for rules that expire. */
    public static Acl compile(List<Policy> policies, TemplateContext context) {
        return compile(policies, context, InstantSource.system().instant());
    }

    /**
     * Compiles policies.
     *
     * @param policies a token's policies; no policy grants nothing
     * @param context fills templated paths; a rule that cannot be filled is left out
     * @param now rules that have expired at this moment are left out
     * @throws IllegalArgumentException if {@code root} comes with other policies
     */
    public static Acl compile(List<Policy> policies, TemplateContext context, Instant now) {
        if (policies.stream().anyMatch(policy -> policy.name().equals(PolicyNames.ROOT))) {
            if (policies.size() > 1) {
                throw new IllegalArgumentException("other policies present along with root");
            }
            return ROOT_ACL;
        }
        AclCompiler compiler = new AclCompiler(context, now);
        policies.forEach(compiler::add);
        return new Acl(false, compiler.rules(), compiler.leftOut(), compiler.validUntil());
    }

    /** When the first of its rules expires: compile again from then on. */
    public Optional<Instant> validUntil() {
        return validUntil;
    }

    /** Whether this is the root policy's ACL. */
    public boolean isRoot() {
        return root;
    }

    /** Decides on a request of which no more is known: a rule with a condition refuses it. */
    public Decision decide(
            Operation operation,
            String path,
            ParameterView parameters,
            @Nullable Duration wrapTtl) {
        return decide(
                new AccessRequest(operation, path, parameters, wrapTtl, ConditionFacts.unknown()));
    }

    /** Decides on a request. */
    public Decision decide(AccessRequest request) {
        Capability needed = request.operation().required();
        if (root) {
            return new Decision(Outcome.ROOT, true, needed, Optional.empty(), 0);
        }
        if (request.operation() == Operation.HELP) {
            return new Decision(Outcome.HELP, false, needed, Optional.empty(), 0);
        }
        MergedRule rule = find(request, request.facts());
        if (rule == null) {
            return new Decision(Outcome.NO_RULE, false, needed, Optional.empty(), 0);
        }
        Outcome outcome = judge(rule, request);
        int listLimit = 0;
        if (outcome == Outcome.ALLOWED && request.operation().isListing()) {
            listLimit = ParameterCheck.listLimit(rule.constraints, request.parameters());
            outcome = listLimit < 0 ? Outcome.PAGE_TOO_LARGE : outcome;
        }
        return new Decision(
                outcome, rule.has(Capability.SUDO), needed, rule.matched, Math.max(0, listLimit));
    }

    /**
     * Decides, and says what decided and what did not. Costs a multiple of {@link #decide}: for
     * refusals and for those who ask.
     *
     * @param needsSudo whether the path is root-protected
     */
    public Explanation explain(AccessRequest request, boolean needsSudo) {
        Decision decision = decide(request);
        return new Explainer(request, needsSudo ? decision.requiringSudo() : decision)
                .explanation(matching(request), leftOut);
    }

    /** The deciding rule first, then the patterns that match, too, in no order. */
    private List<MergedRule> matching(AccessRequest request) {
        MergedRule winner =
                root || request.operation() == Operation.HELP
                        ? null
                        : find(request, request.facts());
        if (winner == null) {
            return List.of();
        }
        List<MergedRule> rules = new ArrayList<>(List.of(winner));
        tree.all(request.searched()).stream()
                .filter(rule -> !rule.equals(winner))
                .forEach(rules::add);
        return rules;
    }

    private static Outcome judge(MergedRule rule, AccessRequest request) {
        if (rule.failed()) {
            return Outcome.CONDITION_FAILED;
        }
        if (rule.denies()) {
            return Outcome.DENIED;
        }
        if (!rule.has(request.operation().required())) {
            return rule.wouldGrant(request.operation().required())
                    ? Outcome.CONDITION_NOT_MET
                    : Outcome.CAPABILITY_MISSING;
        }
        if (rule.constraints.needsWrapping() && !wrapsWithin(rule.constraints, request.wrapTtl())) {
            return Outcome.WRAPPING;
        }
        return request.operation().checksParameters()
                ? ParameterCheck.check(rule.constraints, request.parameters())
                : Outcome.ALLOWED;
    }

    private static boolean wrapsWithin(PathRule.Constraints limits, @Nullable Duration wrapTtl) {
        if (wrapTtl == null) {
            return false;
        }
        boolean longEnough = wrapTtl.compareTo(limits.minWrappingTtl()) >= 0;
        boolean shortEnough =
                limits.maxWrappingTtl().isZero() || wrapTtl.compareTo(limits.maxWrappingTtl()) <= 0;
        return longEnough && shortEnough;
    }

    private @Nullable MergedRule find(AccessRequest request, @Nullable ConditionFacts facts) {
        return find(request.searched(), request.operation().isListing(), facts);
    }

    /**
     * Exact rules first, then patterns. A listing may also be granted by the folder's name without
     * the slash; for every other operation that name can only refuse.
     *
     * @param facts null to ask no condition
     */
    private @Nullable MergedRule find(
            String path, boolean listing, @Nullable ConditionFacts facts) {
        MergedRule found = resolved(exact.get(path), facts);
        if (found != null) {
            return found;
        }
        MergedRule whole = tree.find(path);
        if (!path.endsWith("/")) {
            return resolved(whole, facts);
        }
        String trimmed = path.substring(0, path.length() - 1);
        found = resolved(exact.get(trimmed), facts);
        if (found != null && (listing || found.refuses())) {
            return found;
        }
        if (whole == null) {
            return listing ? resolved(tree.find(trimmed), facts) : null;
        }
        MergedRule bare = patternsRefuse ? resolved(tree.find(trimmed), facts) : null;
        boolean narrower = bare != null && bare.refuses() && bare.compareTo(whole) > 0;
        return narrower ? bare : resolved(whole, facts);
    }

    private static @Nullable MergedRule resolved(
            @Nullable MergedRule rule, @Nullable ConditionFacts facts) {
        return rule == null || facts == null ? rule : rule.resolve(facts);
    }

    /**
     * Whether a request for this could be allowed at all, whatever its parameters are and whatever
     * conditions say.
     *
     * @param needsSudo whether the path is root-protected
     */
    public Possibility possible(Operation operation, String path, boolean needsSudo) {
        if (root) {
            return Possibility.ALWAYS;
        }
        AccessRequest request =
                new AccessRequest(
                        operation, path, ParameterView.none(), null, ConditionFacts.unknown());
        MergedRule rule = find(request, null);
        if (rule == null
                || rule.denies()
                || !rule.has(operation.required())
                || (needsSudo && !rule.has(Capability.SUDO))) {
            return Possibility.NEVER;
        }
        return rule.limited() ? Possibility.WITHIN_LIMITS : Possibility.ALWAYS;
    }

    /** Whether something could be allowed. */
    public enum Possibility {
        /** Never. */
        NEVER,
        /** With some parameters, wrapping or page, or while a condition is met. */
        WITHIN_LIMITS,
        /** Every time. */
        ALWAYS
    }

    /**
     * The capabilities on a path as {@code sys/capabilities} answers: sorted wire names; {@code
     * deny} or {@code root} alone. No condition is asked: a grant counts as if its condition were
     * met, a denial as if it were not.
     */
    public List<String> capabilities(String path) {
        if (root) {
            return List.of(Capability.ROOT.wireName());
        }
        MergedRule rule = find(AccessRequest.withoutLeadingSlashes(path), true, null);
        if (rule == null || rule.denies() || rule.bits == 0) {
            return List.of(Capability.DENY.wireName());
        }
        return AclExport.names(rule, Capability.values()).stream().sorted().toList();
    }

    /**
     * Whether anything at all is granted at or below a mount's path: what {@code
     * sys/internal/ui/mounts} shows a token.
     */
    public boolean reaches(String mountPath) {
        String mount =
                AccessRequest.withoutLeadingSlashes(
                        mountPath.endsWith("/") ? mountPath : mountPath + "/");
        if (root || !capabilities(mount).getFirst().equals(Capability.DENY.wireName())) {
            return true;
        }
        return Stream.concat(exact.values().stream(), patterns.stream())
                .filter(rule -> !rule.denies() && rule.bits != 0)
                .anyMatch(rule ->
                        rule.pattern.kind() == PathPattern.Kind.SEGMENTS
                                ? rule.reachesInto(mount)
                                : rule.pattern.text().startsWith(mount));
    }

    /** The whole ACL in the form of {@code sys/internal/ui/resultant-acl}. */
    public ResultantAcl resultant() {
        return AclExport.export(root, exact.values(), patterns);
    }
}
