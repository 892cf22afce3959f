package io.sealwright.server.spi;

import io.sealwright.policy.AccessRequest;
import io.sealwright.policy.Acl;
import io.sealwright.policy.ConditionFacts;
import io.sealwright.policy.ConditionFacts.IdentityFacts;
import io.sealwright.policy.Decision;
import io.sealwright.policy.ParameterView;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.token.TokenEntry;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who makes an authenticated request.
 *
 * @param namespace of the token: its policies speak of paths in there, and within it
 * @param identity null for a token that belongs to no entity
 * @param policies of the token and of its identity together
 * @param acl compiled from them
 * @param facts what conditions can see of it; found out when a condition asks
 */
public record Caller(
        TokenEntry token,
        Namespace namespace,
        @Nullable Identity identity,
        List<String> policies,
        Acl acl,
        Supplier<IdentityFacts> facts) {
    public Caller {
        policies = List.copyOf(policies);
    }

    /** Somebody of whom conditions can see nothing: they refuse. */
    public Caller(TokenEntry token, Namespace namespace, List<String> policies, Acl acl) {
        this(
                token,
                namespace,
                null,
                policies,
                acl,
                () -> {
                    throw new NoSuchElementException("no facts");
                });
    }

    /** What the caller's policies call a path of the request's namespace. */
    public String policyPath(Request request, String path) {
        return request.namespace().substring(namespace.path().length()) + path;
    }

    /** Policies that it has by being somebody. */
    public List<String> identityPolicies() {
        return identity == null ? List.of() : identity.policies();
    }

    /** What its policies say to a request. */
    public Decision decide(Request request) {
        return acl.decide(access(request));
    }

    /** A request of this caller as its policies look at it. */
    public AccessRequest access(Request request) {
        ParameterView parameters = new BodyParameters(request.body().object());
        return new AccessRequest(
                request.operation(),
                policyPath(request, request.path()),
                parameters,
                request.wrapTtl().isZero() ? null : request.wrapTtl(),
                new Facts(request, parameters, facts));
    }

    private record Facts(
            Request asked, ParameterView parameters, Supplier<IdentityFacts> identities)
            implements ConditionFacts {
        @Override
        public RequestFacts request() {
            return new RequestFacts(
                    asked.operation(),
                    asked.path(),
                    parameters,
                    asked.remote().address(),
                    asked.time(),
                    asked.namespace(),
                    asked.remote().tls());
        }

        @Override
        public IdentityFacts identity() {
            return identities.get();
        }
    }
}
