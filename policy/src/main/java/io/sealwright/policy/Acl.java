package io.sealwright.policy;

import io.sealwright.policy.Decision.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 */
public final class Acl {
    private static final Acl ROOT_ACL = new Acl(true, List.of(), Optional.empty());

    private final boolean root;
    private final Map<String, MergedRule> exact = new HashMap<>();
    private final List<MergedRule> patterns = new ArrayList<>();
    private final PatternTree tree;
    private final boolean patternsDeny;
    private final Optional<Instant> validUntil;

    private Acl(boolean root, List<MergedRule> rules, Optional<Instant> validUntil) {
        this.root = root;
        this.validUntil = validUntil;
        for (MergedRule rule : rules) {
            if (rule.pattern.kind() == PathPattern.Kind.EXACT) {
                exact.put(rule.pattern.text(), rule);
            } else {
                patterns.add(rule);
            }
        }
        this.tree = new PatternTree(patterns);
        this.patternsDeny = patterns.stream().anyMatch(MergedRule::denies);
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
        Map<PathPattern, MergedRule.Builder> merged = new LinkedHashMap<>();
        Optional<Instant> validUntil = Optional.empty();
        for (Policy policy : policies) {
            for (PathRule rule : policy.rules()) {
                if (rule.expiration().filter(end -> !now.isBefore(end)).isPresent()) {
                    continue;
                }
                validUntil = earlier(validUntil, rule.expiration());
                pattern(rule, context)
                        .ifPresent(pattern ->
                                merged.computeIfAbsent(pattern, MergedRule.Builder::new)
                                        .add(policy.name(), rule));
            }
        }
        List<MergedRule> rules = merged.values().stream().map(MergedRule.Builder::build).toList();
        return new Acl(false, rules, validUntil);
    }

    private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
        return a.isPresent() && b.isPresent() ? (a.get().isBefore(b.get()) ? a : b) : a.or(() -> b);
    }

    private static Optional<PathPattern> pattern(PathRule rule, TemplateContext context) {
        if (!rule.templated()) {
            return Optional.of(rule.pattern());
        }
        try {
            return PathTemplate.resolve(rule.rawPath(), context).map(PathPattern::of);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** When the first of its rules expires: compile again from then on. */
    public Optional<Instant> validUntil() {
        return validUntil;
    }

    /** Whether this is the root policy's ACL. */
    public boolean isRoot() {
        return root;
    }

    /**
     * Decides on a request.
     *
     * @param operation what it does
     * @param path where, relative to the namespace, byte for byte as it will be executed; leading
     *     slashes are ignored
     * @param parameters asked only if the rule limits parameters
     * @param wrapTtl the TTL if the answer is to be wrapped, else null
     */
    public Decision decide(
            Operation operation,
            String path,
            ParameterView parameters,
            @Nullable Duration wrapTtl) {
        Capability needed = operation.required();
        if (root) {
            return new Decision(Outcome.ROOT, true, needed, Optional.empty(), 0);
        }
        if (operation == Operation.HELP) {
            return new Decision(Outcome.HELP, false, needed, Optional.empty(), 0);
        }
        MergedRule rule = find(operation, withoutLeadingSlashes(path));
        if (rule == null) {
            return new Decision(Outcome.NO_RULE, false, needed, Optional.empty(), 0);
        }
        Outcome outcome = judge(rule, operation, parameters, wrapTtl);
        int listLimit = 0;
        if (outcome == Outcome.ALLOWED && operation.isListing()) {
            listLimit = ParameterCheck.listLimit(rule.constraints, parameters);
            outcome = listLimit < 0 ? Outcome.PAGE_TOO_LARGE : outcome;
        }
        return new Decision(
                outcome, rule.has(Capability.SUDO), needed, rule.matched, Math.max(0, listLimit));
    }

    private static Outcome judge(
            MergedRule rule,
            Operation operation,
            ParameterView parameters,
            @Nullable Duration wrapTtl) {
        if (rule.denies()) {
            return Outcome.DENIED;
        }
        if (!rule.has(operation.required())) {
            return Outcome.CAPABILITY_MISSING;
        }
        if (rule.constraints.needsWrapping() && !wrapsWithin(rule.constraints, wrapTtl)) {
            return Outcome.WRAPPING;
        }
        return operation.checksParameters()
                ? ParameterCheck.check(rule.constraints, parameters)
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

    private @Nullable MergedRule find(Operation operation, String path) {
        if (!operation.isListing()) {
            return find(path, false);
        }
        return find(path.isEmpty() || path.endsWith("/") ? path : path + "/", true);
    }

    /**
     * Exact rules first, then patterns. A listing may also be granted by the folder's name without
     * the slash; for every other operation that name can only refuse.
     */
    private @Nullable MergedRule find(String path, boolean listing) {
        MergedRule found = exact.get(path);
        if (found != null) {
            return found;
        }
        MergedRule whole = tree.find(path);
        if (!path.endsWith("/")) {
            return whole;
        }
        String trimmed = path.substring(0, path.length() - 1);
        found = exact.get(trimmed);
        if (found != null && (listing || found.denies())) {
            return found;
        }
        if (whole == null) {
            return listing ? tree.find(trimmed) : null;
        }
        MergedRule bare = patternsDeny ? tree.find(trimmed) : null;
        boolean narrowerDeny = bare != null && bare.denies() && bare.compareTo(whole) > 0;
        return narrowerDeny ? bare : whole;
    }

    private static String withoutLeadingSlashes(String path) {
        int at = 0;
        while (at < path.length() && path.charAt(at) == '/') {
            at++;
        }
        return path.substring(at);
    }

    /**
     * The capabilities on a path as {@code sys/capabilities} answers: sorted wire names; {@code
     * deny} or {@code root} alone.
     */
    public List<String> capabilities(String path) {
        if (root) {
            return List.of(Capability.ROOT.wireName());
        }
        MergedRule rule = find(withoutLeadingSlashes(path), true);
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
        String mount = withoutLeadingSlashes(mountPath.endsWith("/") ? mountPath : mountPath + "/");
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
