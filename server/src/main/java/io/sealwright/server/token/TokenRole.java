package io.sealwright.server.token;

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
        return allowedPoliciesGlob.stream().anyMatch(glob -> matches(glob, policy));
    }

    boolean disallows(String policy) {
        return disallowedPolicies.contains(policy)
                || disallowedPoliciesGlob.stream().anyMatch(glob -> matches(glob, policy));
    }

    /** In any case of its letters, as Vault has it. */
    boolean allowsAlias(String alias) {
        String folded = alias.toLowerCase(Locale.ROOT);
        return allowedEntityAliases.stream()
                .anyMatch(glob -> matches(glob.toLowerCase(Locale.ROOT), folded));
    }

    Duration periodInForce() {
        return Duration.ofSeconds(tokenPeriod);
    }

    Duration maxInForce() {
        return Duration.ofSeconds(tokenExplicitMaxTtl);
    }

    /** A {@code *} stands for any run of characters; everything else for itself. */
    static boolean matches(String glob, String text) {
        int g = 0;
        int t = 0;
        int star = -1;
        int retry = 0;
        while (t < text.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                retry = t;
            } else if (g < glob.length() && glob.charAt(g) == text.charAt(t)) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
