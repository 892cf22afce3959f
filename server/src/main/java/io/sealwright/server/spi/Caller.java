package io.sealwright.server.spi;

import io.sealwright.policy.Acl;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.token.TokenEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who makes an authenticated request.
 *
 * @param namespace of the token: its policies speak of paths in there, and within it
 * @param identity null for a token that belongs to no entity
 * @param policies of the token and of its identity together
 * @param acl compiled from them
 */
public record Caller(
        TokenEntry token,
        Namespace namespace,
        @Nullable Identity identity,
        List<String> policies,
        Acl acl) {
    public Caller {
        policies = List.copyOf(policies);
    }

    /** What the caller's policies call a path of the request's namespace. */
    public String policyPath(Request request, String path) {
        return request.namespace().substring(namespace.path().length()) + path;
    }

    public String policyPath(Request request) {
        return policyPath(request, request.path());
    }

    /** Policies that it has by being somebody. */
    public List<String> identityPolicies() {
        return identity == null ? List.of() : identity.policies();
    }
}
