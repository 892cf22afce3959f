package io.sealwright.server.token;

import io.sealwright.server.auth.Glob;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A stored token role. Durations in seconds, 0 = none. Where a member exists twice, the one without
 * {@code token} is the older name, kept as given because reading the role shows it.
 */
record TokenRole(
        String name,
        List<String> allowedPolicies,
        List<String> allowedPoliciesGlob,
        List<String> disallowedPolicies,
        List<String> disallowedPoliciesGlob,
        List<String> allowedEntityAliases,
        boolean orphan,
        boolean renewable,
        String pathSuffix,
        long period,
        long explicitMaxTtl,
        List<String> boundCidrs,
        long tokenPeriod,
        long tokenExplicitMaxTtl,
        List<String> tokenBoundCidrs,
        boolean tokenNoDefaultPolicy,
        int tokenNumUses,
        String tokenType) {
    /** What holds where no role is named. */
    static final TokenRole NONE = unset("");

    TokenRole {
        allowedPolicies = List.copyOf(allowedPolicies);
        allowedPoliciesGlob = List.copyOf(allowedPoliciesGlob);
        disallowedPolicies = List.copyOf(disallowedPolicies);
        disallowedPoliciesGlob = List.copyOf(disallowedPoliciesGlob);
        allowedEntityAliases = List.copyOf(allowedEntityAliases);
        boundCidrs = List.copyOf(boundCidrs);
        tokenBoundCidrs = List.copyOf(tokenBoundCidrs);
    }

    static TokenRole unset(String name) {
        List<String> none = List.of();
        return new TokenRole(
                name,
                none,
                none,
                none,
                none,
                none,
                false,
                true,
                "",
                0,
                0,
                none,
                0,
                0,
                none,
                false,
                0,
                "default-service");
    }

    boolean restrictsPolicies() {
        return allowsSome() || !disallowedPolicies.isEmpty() || !disallowedPoliciesGlob.isEmpty();
    }

    boolean allowsSome() {
        return !allowedPolicies.isEmpty() || !allowedPoliciesGlob.isEmpty();
    }

    boolean allowsByGlob(String policy) {
        return allowedPoliciesGlob.stream().anyMatch(glob -> Glob.matches(glob, policy));
    }

    boolean disallows(String policy) {
        return disallowedPolicies.contains(policy)
                || disallowedPoliciesGlob.stream().anyMatch(glob -> Glob.matches(glob, policy));
    }

    /** In any case of its letters, as Vault has it. */
    boolean allowsAlias(String alias) {
        String folded = alias.toLowerCase(Locale.ROOT);
        return allowedEntityAliases.stream()
                .anyMatch(glob -> Glob.matches(glob.toLowerCase(Locale.ROOT), folded));
    }

    Duration periodInForce() {
        return Duration.ofSeconds(tokenPeriod);
    }

    Duration maxInForce() {
        return Duration.ofSeconds(tokenExplicitMaxTtl);
    }
}
