package io.sealwright.server.spi;

import io.sealwright.policy.Acl;
import io.sealwright.server.token.TokenEntry;
import java.util.List;

/**
 * Who makes an authenticated request.
 *
 * @param policies of the token and of its identity together
 * @param acl compiled from them
 */
public record Caller(TokenEntry token, List<String> policies, Acl acl) {
    public Caller {
        policies = List.copyOf(policies);
    }
}
