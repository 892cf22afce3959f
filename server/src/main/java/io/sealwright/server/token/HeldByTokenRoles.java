package io.sealwright.server.token;

import io.sealwright.server.policies.Policies;
import io.sealwright.server.spi.PolicyHolders;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Token roles that say which policies their tokens may have. A role that does not lets a caller
 * give away no more than its own, so it is left out.
 */
@Component
final class HeldByTokenRoles implements PolicyHolders {
    private final TokenRoles roles;
    private final Policies policies;

    HeldByTokenRoles(TokenRoles roles, Policies policies) {
        this.roles = roles;
        this.policies = policies;
    }

    @Override
    public String kind() {
        return "token_roles";
    }

    @Override
    public Page page(Transaction transaction, int namespace, String after, int limit, Instant now) {
        List<String> names = roles.names(transaction, namespace, after, limit);
        List<String> all = policies.names(transaction, namespace);
        List<Holder> holders = new ArrayList<>();
        for (String name : names) {
            TokenRole role = roles.find(transaction, namespace, name);
            if (role != null && role.allowsSome()) {
                holders.add(new Holder(name, "", allowed(role, all), true));
            }
        }
        return new Page(holders, names.size() < limit ? "" : names.getLast());
    }

    private static List<String> allowed(TokenRole role, List<String> all) {
        return all.stream()
                .filter(policy ->
                        role.allowedPolicies().contains(policy)
                                || role.allowsByGlob(policy)
                                || (policy.equals(Policies.DEFAULT)
                                        && !role.tokenNoDefaultPolicy()))
                .filter(policy -> !role.disallows(policy))
                .toList();
    }
}
