package io.sealwright.server.spi;

import java.util.List;
import java.util.Map;

/**
 * The {@code auth} part of an answer: a token that was created or renewed in this transaction.
 *
 * @param clientToken shown once
 * @param leaseDuration seconds; 0 = does not expire
 */
public record AuthGrant(
        String clientToken,
        String accessor,
        List<String> policies,
        List<String> tokenPolicies,
        List<String> identityPolicies,
        Map<String, String> metadata,
        long leaseDuration,
        boolean renewable,
        String entityId,
        String tokenType,
        boolean orphan,
        int numUses) {
    public AuthGrant {
        policies = List.copyOf(policies);
        tokenPolicies = List.copyOf(tokenPolicies);
        identityPolicies = List.copyOf(identityPolicies);
        metadata = Map.copyOf(metadata);
    }

    /** With what its bearer may do by being somebody. */
    public AuthGrant withIdentityPolicies(List<String> together, List<String> identitys) {
        return new AuthGrant(
                clientToken,
                accessor,
                together,
                tokenPolicies,
                identitys,
                metadata,
                leaseDuration,
                renewable,
                entityId,
                tokenType,
                orphan,
                numUses);
    }

    @Override
    public String toString() {
        return "AuthGrant[" + policies + "]";
    }
}
