package io.sealwright.server.policies;

import io.sealwright.server.node.Founding;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Writes the {@code default} policy of a new cluster. */
@Component
final class FirstPolicies implements Founding {
    private final Policies policies;

    FirstPolicies(Policies policies) {
        this.policies = policies;
    }

    @Override
    public void found(Transaction transaction, Instant now) {
        policies.initialise(transaction, Keys.ROOT_NAMESPACE);
    }
}
