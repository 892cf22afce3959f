package io.sealwright.server.policies;

import io.sealwright.server.spi.PolicyHolders;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Each policy by itself. */
@Component
final class HeldPolicies implements PolicyHolders {
    private final Policies policies;

    HeldPolicies(Policies policies) {
        this.policies = policies;
    }

    @Override
    public String kind() {
        return "policies";
    }

    @Override
    public Page page(Transaction transaction, int namespace, String after, int limit, Instant now) {
        List<String> names =
                policies.names(transaction, namespace).stream()
                        .sorted()
                        .filter(name -> name.compareTo(after) > 0)
                        .limit(limit)
                        .toList();
        return new Page(
                names.stream().map(name -> new Holder(name, "", List.of(name), false)).toList(),
                names.size() < limit ? "" : names.getLast());
    }
}
