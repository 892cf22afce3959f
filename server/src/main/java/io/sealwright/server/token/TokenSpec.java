package io.sealwright.server.token;

import io.sealwright.storage.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a token shall be. Policies are taken as they are: whoever makes the spec has checked that
 * the caller may give them.
 *
 * @param id of the token; empty = a random one
 * @param parent hex of the parent's hash; empty = an orphan
 * @param path that creates it, as in {@code auth/token/create}
 * @param ttl zero = the default of {@code limits}
 * @param explicitMaxTtl stored with the token; zero = none
 * @param period stored with the token; zero = not periodic
 * @param lifetime what the first TTL is made from, where a role says other than the token; else as
 *     stored
 * @param numUses 0 = not limited
 * @param role token role; empty = none
 * @param limits of the mount that issues the token
 * @param namespace number of the namespace that it is of
 */
public record TokenSpec(
        String id,
        String parent,
        List<String> policies,
        String path,
        String displayName,
        Map<String, String> metadata,
        Duration ttl,
        Duration explicitMaxTtl,
        Duration period,
        Lifetime lifetime,
        int numUses,
        boolean renewable,
        String role,
        String entityId,
        List<String> boundCidrs,
        Map<String, String> internal,
        LeaseLimits limits,
        int namespace) {

    /** The period and maximum in force now, without having become the token's own. Zero = none. */
    public record Lifetime(Duration period, Duration explicitMaxTtl) {}

    public TokenSpec {
        policies = List.copyOf(policies);
        metadata = Map.copyOf(metadata);
        boundCidrs = List.copyOf(boundCidrs);
        internal = Map.copyOf(internal);
    }

    /** Starts a renewable orphan with the system's TTL and no limit of uses. */
    public static Builder at(String path, List<String> policies, LeaseLimits limits) {
        return new Builder(path, policies, limits);
    }

    @Override
    public String toString() {
        return "TokenSpec[" + policies + "]";
    }

    /** Collects a spec's parts; not thread-safe. */
    public static final class Builder {
        private final String path;
        private final List<String> policies;
        private final LeaseLimits limits;
        private String id = "";
        private String parent = "";
        private String displayName = "token";
        private Map<String, String> metadata = Map.of();
        private Duration ttl = Duration.ZERO;
        private Duration explicitMaxTtl = Duration.ZERO;
        private Duration period = Duration.ZERO;
        private Lifetime lifetime = new Lifetime(Duration.ZERO, Duration.ZERO);
        private int numUses;
        private boolean renewable = true;
        private String role = "";
        private String entityId = "";
        private List<String> boundCidrs = List.of();
        private Map<String, String> internal = Map.of();
        private int namespace = Keys.ROOT_NAMESPACE;

        private Builder(String path, List<String> policies, LeaseLimits limits) {
            this.path = path;
            this.policies = policies;
            this.limits = limits;
        }

        public Builder id(String value) {
            id = value;
            return this;
        }

        public Builder parent(TokenEntry value) {
            parent = value.hash();
            return this;
        }

        public Builder displayName(String value) {
            displayName = value;
            return this;
        }

        public Builder metadata(Map<String, String> value) {
            metadata = value;
            return this;
        }

        public Builder ttl(Duration value) {
            ttl = value;
            return this;
        }

        public Builder explicitMaxTtl(Duration value) {
            explicitMaxTtl = value;
            lifetime = new Lifetime(lifetime.period, value);
            return this;
        }

        public Builder period(Duration value) {
            period = value;
            lifetime = new Lifetime(value, lifetime.explicitMaxTtl);
            return this;
        }

        /** After {@link #period} and {@link #explicitMaxTtl}. */
        public Builder lifetime(Duration inForcePeriod, Duration inForceMax) {
            lifetime = new Lifetime(inForcePeriod, inForceMax);
            return this;
        }

        public Builder numUses(int value) {
            numUses = value;
            return this;
        }

        public Builder renewable(boolean value) {
            renewable = value;
            return this;
        }

        public Builder role(String value) {
            role = value;
            return this;
        }

        public Builder entityId(String value) {
            entityId = value;
            return this;
        }

        public Builder boundCidrs(List<String> value) {
            boundCidrs = value;
            return this;
        }

        public Builder internal(Map<String, String> value) {
            internal = value;
            return this;
        }

        /** Number of a namespace; the root if not said. */
        public Builder namespace(int value) {
            namespace = value;
            return this;
        }

        public TokenSpec build() {
            return new TokenSpec(
                    id,
                    parent,
                    policies,
                    path,
                    displayName,
                    metadata,
                    ttl,
                    explicitMaxTtl,
                    period,
                    lifetime,
                    numUses,
                    renewable,
                    role,
                    entityId,
                    boundCidrs,
                    internal,
                    limits,
                    namespace);
        }
    }
}
