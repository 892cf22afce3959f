package io.sealwright.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Merges the blocks of policies by their patterns. For one thread. */
final class AclCompiler {
    private final TemplateContext context;
    private final Instant now;
    private final Map<PathPattern, MergedRule.Builder> merged = new LinkedHashMap<>();
    private final List<Acl.LeftOut> leftOut = new ArrayList<>();
    private Optional<Instant> validUntil = Optional.empty();

    AclCompiler(TemplateContext context, Instant now) {
        this.context = context;
        this.now = now;
    }

    void add(Policy policy) {
        policy.rules().forEach(rule -> add(policy.name(), rule));
    }

    private void add(String policy, PathRule rule) {
        if (rule.expiration().filter(end -> !now.isBefore(end)).isPresent()) {
            leftOut.add(new Acl.LeftOut(policy, rule, "it has expired"));
            return;
        }
        validUntil = earlier(validUntil, rule.expiration());
        Optional<PathPattern> pattern = pattern(rule);
        if (pattern.isEmpty()) {
            leftOut.add(
                    new Acl.LeftOut(policy, rule, "the identity has no usable value for its path"));
            return;
        }
        merged.computeIfAbsent(pattern.get(), MergedRule.Builder::new).add(policy, rule);
    }

    private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
        return a.isPresent() && b.isPresent() ? (a.get().isBefore(b.get()) ? a : b) : a.or(() -> b);
    }

    private Optional<PathPattern> pattern(PathRule rule) {
        if (!rule.templated()) {
            return Optional.of(rule.pattern());
        }
        try {
            return PathTemplate.resolve(rule.rawPath(), context).map(PathPattern::of);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    List<MergedRule> rules() {
        return merged.values().stream().map(MergedRule.Builder::build).toList();
    }

    List<Acl.LeftOut> leftOut() {
        return leftOut;
    }

    /** When the first of the rules expires. */
    Optional<Instant> validUntil() {
        return validUntil;
    }
}
