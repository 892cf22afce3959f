package io.sealwright.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Who asked: the {@code auth} object of an entry. Empty strings, lists, maps and zeros are left out
 * of the line, as in Vault. Immutable.
 */
public record AuditAuth(
        Hashed clientToken,
        Hashed accessor,
        String displayName,
        List<String> policies,
        List<String> tokenPolicies,
        List<String> identityPolicies,
        Map<String, List<String>> externalNamespacePolicies,
        boolean noDefaultPolicy,
        @Nullable PolicyResults policyResults,
        Map<String, String> metadata,
        long numUses,
        long remainingUses,
        String entityId,
        boolean entityCreated,
        String tokenType,
        long tokenTtlSeconds,
        @Nullable Instant tokenIssueTime) {

    /** A request without a valid token: {@code {"token_type":"default"}}. */
    public static final AuditAuth NONE = builder().tokenType("default").build();

    public AuditAuth {
        policies = List.copyOf(policies);
        tokenPolicies = List.copyOf(tokenPolicies);
        identityPolicies = List.copyOf(identityPolicies);
    }

    /**
     * Whether the policies allowed the request, and which did.
     *
     * @param explanation why it was refused, written in the clear; must not hold values of the
     *     request
     */
    public record PolicyResults(
            boolean allowed,
            List<GrantingPolicy> grantingPolicies,
            @Nullable JsonNode explanation) {
        public PolicyResults {
            grantingPolicies = List.copyOf(grantingPolicies);
        }

        /** Without an explanation, as for a request that is let through. */
        public PolicyResults(boolean allowed, List<GrantingPolicy> grantingPolicies) {
            this(allowed, grantingPolicies, null);
        }
    }

    /** One policy that granted the request. {@code type} is {@code acl} or empty. */
    public record GrantingPolicy(String name, String namespaceId, String type) {}

    public static Builder builder() {
        return new Builder();
    }

    /** The same with other policy results. */
    public AuditAuth withPolicyResults(PolicyResults results) {
        return new AuditAuth(
                clientToken,
                accessor,
                displayName,
                policies,
                tokenPolicies,
                identityPolicies,
                externalNamespacePolicies,
                noDefaultPolicy,
                results,
                metadata,
                numUses,
                remainingUses,
                entityId,
                entityCreated,
                tokenType,
                tokenTtlSeconds,
                tokenIssueTime);
    }

    /** Collects the parts; all are optional. Not thread-safe. */
    public static final class Builder {
        private Hashed clientToken = Hashed.ABSENT;
        private Hashed accessor = Hashed.ABSENT;
        private String displayName = "";
        private List<String> policies = List.of();
        private List<String> tokenPolicies = List.of();
        private List<String> identityPolicies = List.of();
        private Map<String, List<String>> externalNamespacePolicies = Map.of();
        private boolean noDefaultPolicy;
        private @Nullable PolicyResults policyResults;
        private Map<String, String> metadata = Map.of();
        private long numUses;
        private long remainingUses;
        private String entityId = "";
        private boolean entityCreated;
        private String tokenType = "";
        private long tokenTtlSeconds;
        private @Nullable Instant tokenIssueTime;

        private Builder() {}

        public Builder clientToken(Hashed value) {
            clientToken = value;
            return this;
        }

        public Builder accessor(Hashed value) {
            accessor = value;
            return this;
        }

        public Builder displayName(String value) {
            displayName = value;
            return this;
        }

        public Builder policies(List<String> value) {
            policies = value;
            return this;
        }

        public Builder tokenPolicies(List<String> value) {
            tokenPolicies = value;
            return this;
        }

        public Builder identityPolicies(List<String> value) {
            identityPolicies = value;
            return this;
        }

        public Builder externalNamespacePolicies(Map<String, List<String>> value) {
            externalNamespacePolicies = value;
            return this;
        }

        public Builder noDefaultPolicy(boolean value) {
            noDefaultPolicy = value;
            return this;
        }

        public Builder policyResults(PolicyResults value) {
            policyResults = value;
            return this;
        }

        /** Written in the clear, as in Vault. */
        public Builder metadata(Map<String, String> value) {
            metadata = value;
            return this;
        }

        public Builder numUses(long value) {
            numUses = value;
            return this;
        }

        public Builder remainingUses(long value) {
            remainingUses = value;
            return this;
        }

        public Builder entityId(String value) {
            entityId = value;
            return this;
        }

        public Builder entityCreated(boolean value) {
            entityCreated = value;
            return this;
        }

        public Builder tokenType(String value) {
            tokenType = value;
            return this;
        }

        public Builder tokenTtlSeconds(long value) {
            tokenTtlSeconds = value;
            return this;
        }

        public Builder tokenIssueTime(Instant value) {
            tokenIssueTime = value;
            return this;
        }

        public AuditAuth build() {
            return new AuditAuth(
                    clientToken,
                    accessor,
                    displayName,
                    policies,
                    tokenPolicies,
                    identityPolicies,
                    externalNamespacePolicies,
                    noDefaultPolicy,
                    policyResults,
                    metadata,
                    numUses,
                    remainingUses,
                    entityId,
                    entityCreated,
                    tokenType,
                    tokenTtlSeconds,
                    tokenIssueTime);
        }
    }
}
