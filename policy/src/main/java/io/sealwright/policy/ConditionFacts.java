package io.sealwright.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * All that a rule's condition can see. Asked only by a rule that has a condition, and only for what
 * the condition names, so that what is costly to find out may be found out then. For one thread.
 */
public interface ConditionFacts {

    /** What is asked for. */
    RequestFacts request();

    /** Who asks. */
    IdentityFacts identity();

    /** Nothing is known: every condition that looks at anything fails, and so refuses. */
    static ConditionFacts unknown() {
        return new ConditionFacts() {
            @Override
            public RequestFacts request() {
                throw new NoSuchElementException("no facts");
            }

            @Override
            public IdentityFacts identity() {
                throw new NoSuchElementException("no facts");
            }
        };
    }

    /**
     * A request.
     *
     * @param operation what it does
     * @param path where, relative to the namespace
     * @param parameters body or query
     * @param remoteAddress the address it came from, without port
     * @param time when it arrived
     * @param namespace path of the namespace; empty for the root one
     * @param tls whether it came over TLS
     */
    record RequestFacts(
            Operation operation,
            String path,
            ParameterView parameters,
            String remoteAddress,
            Instant time,
            String namespace,
            boolean tls) {}

    /**
     * A caller.
     *
     * @param entity its entity, if its token has one
     * @param groups every group the entity is in, directly or through another group
     * @param metadata of the token
     * @param authMethod type of the auth method that made the token, such as {@code approle}
     * @param authMount path of that method's mount, such as {@code auth/approle/}
     * @param tokenCreated when the token was made
     * @param displayName of the token
     * @param policies of the token and of its identity together
     */
    record IdentityFacts(
            Optional<TemplateContext.Entity> entity,
            List<TemplateContext.Group> groups,
            Map<String, String> metadata,
            String authMethod,
            String authMount,
            Instant tokenCreated,
            String displayName,
            List<String> policies) {
        /** Copies the collections. */
        public IdentityFacts {
            groups = List.copyOf(groups);
            metadata = Map.copyOf(metadata);
            policies = List.copyOf(policies);
        }
    }
}
